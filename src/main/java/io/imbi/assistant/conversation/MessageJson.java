package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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

  /**
   * A whole message that has no place yet.
   *
   * <pre>{"id","role","content","tool_use","tool_results","usage","raw":{"provider","blocks"}}
   * </pre>
   */
  public static ObjectNode message(NewMessage message) {
    TokenUsage usage = message.usage();
    RawContent raw = message.raw();
    ObjectNode node =
        Json.object()
            .put("id", message.id().toString())
            .put("role", message.role().wireName())
            .put("content", message.content());
    node.set("tool_use", toolUse(message.toolUse()));
    node.set("tool_results", toolResults(message.toolResults()));
    node.set("usage", usage == null ? node.nullNode() : usage(usage));
    node.set(
        "raw",
        raw == null
            ? node.nullNode()
            : Json.object().put("provider", raw.provider()).set("blocks", raw.blocks()));
    return node;
  }

  /** Reads what {@link #message} wrote. */
  public static NewMessage readMessage(JsonNode node) {
    JsonNode raw = node.path("raw");
    return new NewMessage(
        UUID.fromString(node.path("id").asText()),
        Role.fromWireName(node.path("role").asText()),
        node.path("content").asText(),
        readToolUse(node.path("tool_use")),
        readToolResults(node.path("tool_results")),
        node.path("usage").isObject() ? readUsage(node.path("usage")) : null,
        raw.path("blocks") instanceof ArrayNode blocks
            ? new RawContent(raw.path("provider").asText(), blocks)
            : null);
  }

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
