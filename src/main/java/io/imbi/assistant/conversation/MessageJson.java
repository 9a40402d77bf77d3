package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a message as JSON, in the shapes in which they are stored and shown.
 *
 * <pre>
 * tool use      [{"id","name","input"}]
 * tool results  [{"type":"tool_result","tool_use_id","content","is_error"?}]
 * usage         {"input_tokens","output_tokens"}
 * </pre>
 *
 * <p>Reading is lenient, since others have written too: what lacks its id is left out, everything
 * else that is missing is empty.
 */
public final class MessageJson {

  private MessageJson() {}

  public static ArrayNode toolUse(List<ToolUse> calls) {
    ArrayNode array = Json.array();
    for (ToolUse call : calls) {
      array.addObject().put("id", call.id()).put("name", call.name()).set("input", call.input());
    }
    return array;
  }

  public static List<ToolUse> readToolUse(JsonNode array) {
    List<ToolUse> calls = new ArrayList<>(array.size());
    for (JsonNode call : array) {
      if (call.path("id").isTextual()) {
        JsonNode input = call.path("input");
        calls.add(
            new ToolUse(
                call.path("id").textValue(),
                call.path("name").asText(),
                input.isMissingNode() || input.isNull() ? Json.object() : input));
      }
    }
    return calls;
  }

  public static ArrayNode toolResults(List<ToolResult> results) {
    ArrayNode array = Json.array();
    for (ToolResult result : results) {
      ObjectNode object =
          array.addObject().put("type", "tool_result").put("tool_use_id", result.toolUseId());
      object.set("content", result.content());
      if (result.error()) {
        object.put("is_error", true);
      }
    }
    return array;
  }

  public static List<ToolResult> readToolResults(JsonNode array) {
    List<ToolResult> results = new ArrayList<>(array.size());
    for (JsonNode result : array) {
      if (result.path("tool_use_id").isTextual()) {
        JsonNode content = result.path("content");
        results.add(
            new ToolResult(
                result.path("tool_use_id").textValue(),
                content.isMissingNode() || content.isNull() ? Json.text("") : content,
                result.path("is_error").asBoolean(false)));
      }
    }
    return results;
  }

  public static ObjectNode usage(TokenUsage usage) {
    return Json.object()
        .put("input_tokens", usage.inputTokens())
        .put("output_tokens", usage.outputTokens());
  }

  public static TokenUsage readUsage(JsonNode usage) {
    return new TokenUsage(
        usage.path("input_tokens").asLong(), usage.path("output_tokens").asLong());
  }
}
