package io.imbi.assistant.mcpserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;

/** The frames of JSON-RPC answers. */
final class Answers {

  private Answers() {}

  static ObjectNode result(JsonNode id, JsonNode result) {
    return frame(id).set("result", result);
  }

  static ObjectNode error(JsonNode id, JsonRpcException problem) {
    ObjectNode answer = frame(id);
    answer.putObject("error").put("code", problem.code()).put("message", problem.problem());
    return answer;
  }

  /** The error of a message whose id could not be read. */
  static ObjectNode error(JsonRpcException problem) {
    return error(NullNode.getInstance(), problem);
  }

  private static ObjectNode frame(JsonNode id) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", id);
    return answer;
  }
}
