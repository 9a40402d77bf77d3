package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.model.ContentBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One block of an answer, from its start through its deltas to what has to be sent back. */
final class BlockBuilder {

  private enum Kind {
    TEXT,
    TOOL_USE,
    OPAQUE
  }

  private final ObjectNode block;
  private final Kind kind;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder input = new StringBuilder();

  /** Members of an opaque block that grow with its deltas. */
  private final Map<String, StringBuilder> appended = new LinkedHashMap<>();

  private boolean stopped;

  /**
   * @param block as {@code content_block_start} brings it; this builder's from now on
   */
  BlockBuilder(ObjectNode block) {
    this.block = block;
    this.kind =
        switch (block.path("type").asText()) {
          case "text" -> Kind.TEXT;
          case "tool_use" -> Kind.TOOL_USE;
          default -> Kind.OPAQUE;
        };
    if (kind == Kind.TEXT) {
      text.append(block.path("text").asText());
    }
    if (kind == Kind.TOOL_USE && (id().isEmpty() || name().isEmpty())) {
      throw new FailedException(Failure.invalid("A call without id or name", null));
    }
  }

  boolean isText() {
    return kind == Kind.TEXT;
  }

  boolean isToolUse() {
    return kind == Kind.TOOL_USE;
  }

  String id() {
    return block.path("id").asText();
  }

  String name() {
    return block.path("name").asText();
  }

  void addText(String delta) {
    if (kind == Kind.TEXT) {
      text.append(delta);
    } else {
      append("text", delta);
    }
  }

  void addInput(String partialJson) {
    input.append(partialJson);
  }

  /**
   * Takes a delta that is neither text nor input: a citation joins its list; of any other, each
   * string is appended to the block's member of that name, and whatever else replaces it.
   */
  void merge(ObjectNode delta) {
    if (delta.has("citation")) {
      block.withArray("citations").add(delta.get("citation"));
      return;
    }
    for (Map.Entry<String, JsonNode> member : delta.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (value.isTextual()) {
        append(name, value.textValue());
      } else if (!name.equals("type")) {
        appended.remove(name);
        block.set(name, value);
      }
    }
  }

  private void append(String member, String more) {
    if (!member.equals("type")) {
      appended
          .computeIfAbsent(
              member,
              name ->
                  new StringBuilder(
                      block.path(name).isTextual() ? block.path(name).textValue() : ""))
          .append(more);
    }
  }

  void stop() {
    stopped = true;
  }

  /**
   * @param cutOff whether the answer was ended before the model had finished
   * @param last whether nothing follows this block
   * @return empty if there is nothing to keep: no text, or a call whose input was cut off
   */
  Optional<ContentBlock> build(boolean cutOff, boolean last) {
    return switch (kind) {
      case TEXT -> text.isEmpty() ? Optional.empty() : Optional.of(textBlock());
      case TOOL_USE -> toolUse(cutOff, last);
      case OPAQUE -> opaque(cutOff);
    };
  }

  private ContentBlock textBlock() {
    boolean plain =
        block.properties().stream()
            .allMatch(
                member ->
                    member.getKey().equals("type")
                        || member.getKey().equals("text")
                        || member.getValue().isNull());
    if (plain) {
      return new ContentBlock.Text(text.toString());
    }
    block.put("text", text.toString());
    return new ContentBlock.Opaque(block);
  }

  private Optional<ContentBlock> toolUse(boolean cutOff, boolean last) {
    if (!stopped || (cutOff && last && input.isEmpty())) {
      return Optional.empty();
    }
    return input(cutOff).map(value -> new ContentBlock.ToolUse(id(), name(), value));
  }

  private Optional<ContentBlock> opaque(boolean cutOff) {
    if (!stopped) {
      return Optional.empty();
    }
    if (!input.isEmpty()) {
      Optional<JsonNode> whole = input(cutOff);
      if (whole.isEmpty()) {
        return Optional.empty();
      }
      block.set("input", whole.get());
    }
    appended.forEach((member, value) -> block.put(member, value.toString()));
    return Optional.of(new ContentBlock.Opaque(block));
  }

  private Optional<JsonNode> input(boolean cutOff) {
    if (input.isEmpty()) {
      return Optional.of(block.path("input").isObject() ? block.get("input") : Json.object());
    }
    try {
      return Optional.of(Json.parse(input.toString()));
    } catch (MalformedJsonException e) {
      if (cutOff) {
        return Optional.empty();
      }
      throw new FailedException(
          Failure.invalid("The input of a call of " + name() + " is not JSON", e));
    }
  }
}
