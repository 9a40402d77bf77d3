package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import java.util.ArrayList;
import java.util.List;

/** Writes a message's content blocks as JSON, and reads them back as they were. */
final class RawBlocks {

  private RawBlocks() {}

  static ArrayNode write(List<ContentBlock> blocks) {
    ArrayNode array = Json.array();
    for (ContentBlock block : blocks) {
      array.add(
          switch (block) {
            case ContentBlock.Text(String text) ->
                Json.object().put("type", "text").put("text", text);
            case ContentBlock.ToolUse(String id, String name, JsonNode input) ->
                Json.object()
                    .put("type", "tool_use")
                    .put("id", id)
                    .put("name", name)
                    .set("input", input);
            case ContentBlock.ToolResult(String id, JsonNode content, boolean error) -> {
              ObjectNode result = Json.object().put("type", "tool_result").put("tool_use_id", id);
              result.set("content", content);
              yield error ? result.put("is_error", true) : result;
            }
            case ContentBlock.Opaque(ObjectNode json) -> json;
          });
    }
    return array;
  }

  static List<ContentBlock> read(ArrayNode array) {
    List<ContentBlock> blocks = new ArrayList<>(array.size());
    for (JsonNode node : array) {
      if (node instanceof ObjectNode object) {
        blocks.add(read(object));
      }
    }
    return blocks;
  }

  private static ContentBlock read(ObjectNode block) {
    String type = block.path("type").asText();
    if (type.equals("text") && block.size() == 2 && block.path("text").isTextual()) {
      return new ContentBlock.Text(block.path("text").textValue());
    }
    if (type.equals("tool_use")
        && block.size() == 4
        && block.path("id").isTextual()
        && block.path("name").isTextual()
        && block.has("input")) {
      return new ContentBlock.ToolUse(
          block.path("id").textValue(), block.path("name").textValue(), block.path("input"));
    }
    return new ContentBlock.Opaque(block);
  }
}
