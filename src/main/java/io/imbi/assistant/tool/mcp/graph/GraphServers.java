package io.imbi.assistant.tool.mcp.graph;

import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.IsoTime;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.tool.mcp.McpHealth;
import io.imbi.assistant.tool.mcp.McpServer;
import io.imbi.assistant.tool.mcp.McpServer.InvalidServerException;
import io.imbi.assistant.tool.mcp.McpServerDirectory;
import io.imbi.assistant.tool.mcp.Secret;
import io.micronaut.core.annotation.Order;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code MCPServer} nodes of Imbi's graph that are enabled. */
@Singleton
@Order(2)
@RequiresStore(StoreKind.GRAPH)
final class GraphServers implements McpServerDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(GraphServers.class);

  private static final CypherQuery ALL = CypherQuery.of("MATCH (s:MCPServer) RETURN s", "server");

  /** Sets no other property, and so undoes nobody else's change. */
  private static final CypherQuery REPORT =
      CypherQuery.of(
          """
          MATCH (s:MCPServer) WHERE s.id = $id
          SET s.status = $status, s.last_tested_at = $tested_at,
            s.tools_discovered = $tools_discovered, s.last_error = $last_error
          """);

  private static final CypherQuery REPORT_LATENCY =
      CypherQuery.of(
          """
          MATCH (s:MCPServer) WHERE s.id = $id
          SET s.last_tested_latency_ms = $latency_ms
          """);

  private final Graph graph;
  private final Optional<FernetSecrets> secrets;

  /** Outside development the key must be there: a node may need it at any time. */
  @Inject
  GraphServers(Graph graph, ConfigEncryption encryption, Deployment deployment) {
    this(graph, encryption.encryptionKey());
    if (secrets.isEmpty() && !deployment.isDevelopment()) {
      throw new SettingException(
          ConfigEncryption.VARIABLE, "is not set; give the key under which Imbi encrypts secrets");
    }
  }

  GraphServers(Graph graph, @Nullable Secret key) {
    this.graph = graph;
    this.secrets =
        Optional.ofNullable(key).filter(set -> !set.value().isBlank()).map(FernetSecrets::under);
  }

  @Override
  public List<McpServer> servers() {
    List<ServerNode> nodes =
        graph.run(ALL, Parameters.none(), row -> new ServerNode(row.properties("server"))).stream()
            .filter(ServerNode::isEnabled)
            .sorted(Comparator.comparing(ServerNode::slug).thenComparing(ServerNode::id))
            .toList();
    List<McpServer> servers = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (ServerNode node : nodes) {
      try {
        McpServer server = node.server(this::decrypt);
        if (ids.add(server.id())) {
          servers.add(server);
        } else {
          LOG.warn("Skipped a second MCP server with the id {}", server.id());
        }
      } catch (InvalidServerException e) {
        LOG.warn("Skipped the MCP server {}: {}", node.slug(), e.getMessage());
      }
    }
    return servers;
  }

  @Override
  public void report(String serverId, McpHealth health) {
    graph.transaction(
        session -> {
          session.run(
              REPORT,
              Parameters.of("id", serverId)
                  .and("status", health.state().value())
                  .and("tested_at", time(health.testedAt()))
                  .and("tools_discovered", health.toolsDiscovered())
                  .and("last_error", health.lastError()));
          if (health.latency() != null) {
            session.run(
                REPORT_LATENCY,
                Parameters.of("id", serverId).and("latency_ms", health.latency().toMillis()));
          }
          return serverId;
        });
  }

  private Optional<Secret> decrypt(String stored) {
    return secrets.flatMap(key -> key.decrypt(stored));
  }

  private static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : IsoTime.write(instant);
  }
}
