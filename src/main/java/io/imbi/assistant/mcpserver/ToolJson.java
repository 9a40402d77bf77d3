package io.imbi.assistant.mcpserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolOutcome;
import java.util.List;

/** Tools and their results in the protocol's form. */
final class ToolJson {

  private ToolJson() {}

  static ObjectNode list(List<Tool> tools) {
    ObjectNode result = Json.object();
    ArrayNode listed = result.putArray("tools");
    tools.forEach(tool -> listed.add(describe(tool)));
    return result;
  }

  /** The schema goes out as it is: what a client does not know of it, it is to ignore. */
  private static ObjectNode describe(Tool tool) {
    ObjectNode described =
        Json.object()
            .put("name", tool.name())
            .put("description", tool.definition().description())
            .set("inputSchema", tool.definition().inputSchema());
    described
        .putObject("annotations")
        .put("readOnlyHint", tool.effect() == Effect.READ_ONLY)
        .put("destructiveHint", tool.effect() == Effect.DESTRUCTIVE);
    return described;
  }

  static ObjectNode result(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success(JsonNode content) -> result(content, false);
      case ToolOutcome.Failure(JsonNode content) -> result(content, true);
      case ToolOutcome.ClientAction(String action, JsonNode _) ->
          failure(action + " can only be run in the browser of somebody who uses Imbi.");
    };
  }

  static ObjectNode failure(String text) {
    return result(Json.text(text), true);
  }

  private static ObjectNode result(JsonNode content, boolean error) {
    ObjectNode result = Json.object();
    ArrayNode blocks = result.putArray("content");
    if (content instanceof ArrayNode several) {
      several.forEach(block -> blocks.add(block(block)));
    } else {
      blocks.add(text(content));
    }
    return result.put("isError", error);
  }

  /** A block of the Messages API as one of this protocol. */
  private static ObjectNode block(JsonNode block) {
    String type = block.path("type").asText();
    JsonNode source = block.path("source");
    if (type.equals("image") && source.path("data").isTextual()) {
      return Json.object()
          .put("type", "image")
          .put("data", source.path("data").textValue())
          .put("mimeType", source.path("media_type").asText());
    }
    return text(type.equals("text") ? block.path("text") : block);
  }

  private static ObjectNode text(JsonNode content) {
    return Json.object()
        .put("type", "text")
        .put("text", content.isTextual() ? content.textValue() : Json.write(content));
  }
}
