package io.imbi.assistant.tool.mcp;

/** Opens sessions with one server, and keeps what outlives them: credentials and sockets. */
interface McpConnector extends AutoCloseable {

  /**
   * Opens a session (blocking).
   *
   * @throws McpFailure if the server cannot be reached or does not take it
   */
  McpConnection open(McpConnection.Listener listener) throws InterruptedException;

  /** A text of the server's with our credentials for it taken out. */
  String conceal(String text);

  @Override
  void close();
}
