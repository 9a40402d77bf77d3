package io.imbi.assistant.tool.mcp;

import java.util.List;

/** A place where MCP servers are configured. Blocking; called on virtual threads only. */
public interface McpServerDirectory {

  /**
   * The servers to use, in a fixed order. One that is configured wrongly is left out with a log
   * line.
   *
   * @throws RuntimeException if the directory cannot be read now; it is asked again later
   */
  List<McpServer> servers();

  /**
   * Notes how a server is doing. Called when that changes, never concurrently for one server.
   *
   * @param serverId the {@link McpServer#id} of one of this directory's servers
   * @throws RuntimeException if it cannot be noted now; the next change is reported again
   */
  void report(String serverId, McpHealth health);
}
