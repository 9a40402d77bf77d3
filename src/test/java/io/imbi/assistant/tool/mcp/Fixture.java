package io.imbi.assistant.tool.mcp;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A source of tools with servers that a test chooses, and short pauses. */
final class Fixture implements AutoCloseable {

  static final String IMBI_TOKEN = "imbi-token-of-the-caller";

  static final McpSettings SETTINGS =
      new McpSettings(null, Duration.ofSeconds(2), Duration.ofMillis(20), Duration.ofMillis(200));

  private static final Caller CALLER =
      new Caller(
          new Principal.User("ada@example.com", "Ada", Permissions.NONE),
          new BearerToken(IMBI_TOKEN));

  final ListedServers directory;
  final McpToolSource source;

  Fixture(McpServer... servers) {
    this(Clock.systemUTC(), servers);
  }

  Fixture(Clock clock, McpServer... servers) {
    this(clock, NetworkPolicy.allowingPrivate(), servers);
  }

  Fixture(Clock clock, NetworkPolicy policy, McpServer... servers) {
    directory = new ListedServers(List.of(servers));
    source = new McpToolSource(List.of(directory), SETTINGS, policy, clock);
  }

  Fixture started() {
    source.start();
    return this;
  }

  /** Waits until these are the tools, in this order. */
  Fixture untilOffered(String... names) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(this::names, List.of(names)::equals);
    return this;
  }

  List<String> names() {
    return source.tools().stream().map(Tool::name).toList();
  }

  Tool tool(String name) {
    return source.tools().stream()
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + names()));
  }

  ToolOutcome call(String name) {
    return call(name, Json.object());
  }

  ToolOutcome call(String name, ObjectNode arguments) {
    try {
      return tool(name).call(new ToolCall("toolu_1", name, arguments, CALLER));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  McpHealth health() {
    return source.health().stream()
        .findFirst()
        .map(McpServers.ServerHealth::health)
        .orElse(McpHealth.UNKNOWN);
  }

  void untilHealth(McpHealth.State state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> health().state() == state);
  }

  @Override
  public void close() {
    source.close();
  }

  /** The text that a model would get. */
  static String text(ToolOutcome outcome) {
    JsonNode content =
        switch (outcome) {
          case ToolOutcome.Success(JsonNode success) -> success;
          case ToolOutcome.Failure(JsonNode failure) -> failure;
          case ToolOutcome.ClientAction action -> throw new AssertionError(action);
        };
    return content.isTextual() ? content.textValue() : content.toString();
  }

  static McpServer server(URI url) {
    return server("docs", url, new Auth.None());
  }

  static McpServer server(String slug, URI url, Auth auth) {
    return new McpServer(
        slug, slug, slug, url, null, Duration.ofSeconds(5), true, false, Set.of(), auth);
  }

  /** A directory that keeps what is reported to it. */
  static final class ListedServers implements McpServerDirectory {

    record Report(String server, McpHealth health) {}

    final List<Report> reports = new CopyOnWriteArrayList<>();
    volatile List<McpServer> servers;
    volatile boolean broken;

    ListedServers(List<McpServer> servers) {
      this.servers = servers;
    }

    @Override
    public List<McpServer> servers() {
      if (broken) {
        throw new IllegalStateException("The directory is away");
      }
      return servers;
    }

    @Override
    public void report(String serverId, McpHealth health) {
      reports.add(new Report(serverId, health));
    }

    List<McpHealth.State> states() {
      return reports.stream().map(report -> report.health().state()).toList();
    }
  }
}
