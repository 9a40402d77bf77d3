package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A session with a server, as a client that only uses tools needs it. Its methods block the calling
 * (virtual) thread; an interrupt gives the request up and closes its connection.
 */
interface McpConnection {

  /**
   * One page of the server's tools: the result of {@code tools/list}, as it came.
   *
   * @param cursor where the page begins; null for the first
   * @throws McpFailure if there was no usable answer
   */
  JsonNode tools(@Nullable String cursor) throws InterruptedException;

  /**
   * Calls a tool.
   *
   * @return the result of {@code tools/call}, as it came
   * @throws McpFailure if there was no usable answer
   */
  JsonNode call(String tool, ObjectNode arguments) throws InterruptedException;

  /** Takes no more requests, and ends the session once those under way are over. */
  void retire();

  /** Done when the session is ended; never fails. */
  CompletableFuture<Void> ended();

  /** Is told what happens without being asked for. Called on any thread; must not block. */
  interface Listener {

    /** The server says that its tools have changed. */
    void toolsChanged();

    /** The server or the session is gone. */
    void lost(McpConnection connection, McpFailure why);
  }
}
