package io.imbi.assistant.mcpserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;

/** One JSON-RPC message of a client. */
sealed interface Message {

  /** What each message says of itself. */
  JsonNode VERSION = Json.text("2.0");

  /**
   * Asks for an answer.
   *
   * @param id a string or a number, which the answer repeats
   * @param params empty where there are none
   */
  record Request(JsonNode id, String method, ObjectNode params) implements Message {}

  /** Wants no answer: a notification, or an answer to what was never asked. */
  record Unanswered() implements Message {}

  /**
   * Reads a message.
   *
   * @throws JsonRpcException if it is none
   */
  static Message of(ObjectNode json) throws JsonRpcException {
    if (!json.path("jsonrpc").equals(VERSION)) {
      throw JsonRpcException.invalidRequest("jsonrpc must be \"2.0\"");
    }
    JsonNode id = json.path("id");
    if (!id.isMissingNode() && !id.isTextual() && !id.isNumber()) {
      throw JsonRpcException.invalidRequest("id must be a string or a number");
    }
    JsonNode method = json.path("method");
    if (method.isMissingNode()) {
      if (id.isMissingNode() || (!json.has("result") && !json.has("error"))) {
        throw JsonRpcException.invalidRequest("method is missing");
      }
      return new Unanswered();
    }
    if (!method.isTextual()) {
      throw JsonRpcException.invalidRequest("method must be a string");
    }
    if (id.isMissingNode()) {
      return new Unanswered();
    }
    return switch (json.path("params")) {
      case ObjectNode params -> new Request(id, method.textValue(), params);
      case JsonNode none when none.isMissingNode() ->
          new Request(id, method.textValue(), Json.object());
      default -> throw JsonRpcException.invalidRequest("params must be an object");
    };
  }
}
