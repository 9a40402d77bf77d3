package io.imbi.assistant.mcpserver;

import java.io.Serial;

/** What is wrong with a message, as JSON-RPC says it. The text is fit for the client. */
final class JsonRpcException extends Exception {

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;

  /**
   * Of the range that is left to servers. The newest revision's own code for this would say that we
   * speak it, and keep its clients from falling back to the handshake.
   */
  static final int UNSUPPORTED_VERSION = -32000;

  @Serial private static final long serialVersionUID = 1L;

  private final int code;
  private final String problem;

  JsonRpcException(int code, String problem) {
    super(problem, null, false, false);
    this.code = code;
    this.problem = problem;
  }

  static JsonRpcException invalidRequest(String problem) {
    return new JsonRpcException(INVALID_REQUEST, problem);
  }

  static JsonRpcException invalidParams(String problem) {
    return new JsonRpcException(INVALID_PARAMS, problem);
  }

  int code() {
    return code;
  }

  String problem() {
    return problem;
  }
}
