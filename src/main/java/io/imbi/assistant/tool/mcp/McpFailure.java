package io.imbi.assistant.tool.mcp;

import java.io.Serial;

/**
 * A request to a server that did not get a usable answer. The message is bounded, cleaned and free
 * of secrets, so that it can be shown and logged.
 */
final class McpFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** What is known of the request. */
  enum Kind {
    /** It never left: no connection, no token, or a closed session. */
    UNREACHABLE,
    /** The server no longer knows the session, and refused it. */
    SESSION_GONE,
    /** The server refused it before looking at it. */
    REFUSED,
    /** The server understood it and answered with an error. */
    REMOTE_ERROR,
    /** It was sent; whether it was carried out is unknown. */
    CUT,
    /** It was sent; no answer came in time. */
    TIMED_OUT,
    /** It was answered, but the answer cannot be used. */
    UNUSABLE
  }

  private final Kind kind;
  private final int code;

  McpFailure(Kind kind, String message) {
    this(kind, message, 0);
  }

  /**
   * @param code the HTTP status or the JSON-RPC error's code, where there is one
   */
  McpFailure(Kind kind, String message, int code) {
    super(message, null, false, false);
    this.kind = kind;
    this.code = code;
  }

  Kind kind() {
    return kind;
  }

  int code() {
    return code;
  }

  /** Whether the server answered at all. */
  boolean hasAnswer() {
    return switch (kind) {
      case UNREACHABLE, TIMED_OUT -> false;
      case SESSION_GONE, REFUSED, REMOTE_ERROR, UNUSABLE -> true;
      case CUT -> code != 0;
    };
  }

  /** The message. */
  String reason() {
    String message = getMessage();
    return message == null ? kind.name() : message;
  }
}
