package io.imbi.assistant.tool.mcp;

import java.util.List;

/** Tells how the external MCP servers are doing. */
public interface McpServers {

  /** All servers in the order of their directories, as they are now. Never blocks. */
  List<ServerHealth> health();

  /** One server's health. */
  record ServerHealth(String id, String name, String slug, McpHealth health) {}
}
