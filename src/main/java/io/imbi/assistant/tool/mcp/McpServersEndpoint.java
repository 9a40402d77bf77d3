package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.mcp.McpServers.ServerHealth;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;

/**
 * {@code GET /mcpservers}: how the external MCP servers are doing, as {@code [{id, name, slug,
 * status, tested_at, latency_ms, tools_discovered, last_error}]}. For administrators, as all
 * sensitive endpoints are.
 */
@Endpoint(id = "mcpservers", defaultSensitive = true)
final class McpServersEndpoint {

  private final McpServers servers;

  McpServersEndpoint(McpServers servers) {
    this.servers = servers;
  }

  @Read
  ArrayNode all() {
    ArrayNode all = Json.array();
    servers.health().forEach(server -> all.add(json(server)));
    return all;
  }

  private static ObjectNode json(ServerHealth server) {
    McpHealth health = server.health();
    return Json.object()
        .put("id", server.id())
        .put("name", server.name())
        .put("slug", server.slug())
        .put("status", health.state().value())
        .put("tested_at", health.testedAt() == null ? null : health.testedAt().toString())
        .put("latency_ms", health.latency() == null ? null : health.latency().toMillis())
        .put("tools_discovered", health.toolsDiscovered())
        .put("last_error", health.lastError());
  }
}
