package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a history into Anthropic's messages. What Anthropic would refuse is left out: blank text,
 * searches without a result, references to tools that are gone.
 */
final class MessageWriter {

  private static final String NO_DETAILS = "The tool failed and did not say why.";

  /** What a result may be made of. */
  private static final Set<String> RESULT_BLOCKS =
      Set.of("text", "image", "document", "search_result", "tool_reference");

  private final ArrayNode messages = Json.array();
  private final Set<String> deferredTools;
  private final boolean withThinking;

  /**
   * @param deferredTools names of the tools that a search may have found
   * @param withThinking whether thinking is sent back
   */
  MessageWriter(Set<String> deferredTools, boolean withThinking) {
    this.deferredTools = deferredTools;
    this.withThinking = withThinking;
  }

  void add(ModelMessage message) {
    add(message.author(), message.content(), false);
  }

  /** The beginning of the answer that the provider is to go on with. */
  void addPaused(List<ContentBlock> content) {
    add(Author.ASSISTANT, content, true);
  }

  /** The messages, with cache breakpoints at the ends of the last two of the user. */
  ArrayNode finish() {
    int left = 2;
    for (int i = messages.size() - 1; i >= 0 && left > 0; i--) {
      JsonNode message = messages.get(i);
      if (message.path("role").asText().equals("user")) {
        // The one before last is where the request before this one ended, so its prefix is found
        // in the cache however many blocks have come since.
        JsonNode content = message.path("content");
        if (content.get(content.size() - 1) instanceof ObjectNode last) {
          last.set("cache_control", Json.object().put("type", "ephemeral"));
        }
        left--;
      }
    }
    return messages;
  }

  private void add(Author author, List<ContentBlock> content, boolean paused) {
    Set<String> answered = answeredSearches(content);
    Set<String> asked = new HashSet<>();
    ArrayNode blocks = Json.array();
    for (ContentBlock block : content) {
      switch (block) {
        case ContentBlock.Text(String text) -> {
          if (!text.isBlank()) {
            blocks.addObject().put("type", "text").put("text", text);
          }
        }
        case ContentBlock.ToolUse(String id, String name, JsonNode input) ->
            blocks
                .addObject()
                .put("type", "tool_use")
                .put("id", id)
                .put("name", name)
                .set("input", input.isObject() ? input : Json.object());
        case ContentBlock.ToolResult result -> blocks.add(result(result));
        case ContentBlock.Opaque(ObjectNode json) -> {
          if (isAcceptable(json, paused, answered, asked)) {
            blocks.add(withKnownReferences(json));
          }
        }
      }
    }
    append(author, blocks);
  }

  private void append(Author author, ArrayNode blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    String role =
        switch (author) {
          case USER -> "user";
          case ASSISTANT -> "assistant";
        };
    // A message that was left out makes neighbours of two by the same author.
    if (!messages.isEmpty()
        && messages.get(messages.size() - 1) instanceof ObjectNode last
        && last.path("role").asText().equals(role)) {
      last.withArray("content").addAll(blocks);
    } else {
      messages.addObject().put("role", role).set("content", blocks);
    }
  }

  private static ObjectNode result(ContentBlock.ToolResult result) {
    ObjectNode block =
        Json.object().put("type", "tool_result").put("tool_use_id", result.toolUseId());
    JsonNode content = acceptable(result.content(), result.error());
    if (result.error()) {
      boolean silent = content.isTextual() ? content.textValue().isEmpty() : content.isEmpty();
      block.set("content", silent ? Json.text(NO_DETAILS) : content);
      block.put("is_error", true);
    } else {
      block.set("content", content);
    }
    return block;
  }

  /**
   * A text, or blocks as Anthropic takes them: none of blank text, and of a failed call nothing but
   * text. What is not made of blocks is told as the JSON that it is.
   */
  private static JsonNode acceptable(JsonNode content, boolean failed) {
    if (content.isTextual()) {
      return content;
    }
    if (!isBlocks(content)) {
      return Json.text(Json.write(content));
    }
    ArrayNode kept = Json.array();
    for (JsonNode block : content) {
      String type = block.path("type").asText();
      if (type.equals("text")) {
        if (!block.path("text").asText().isBlank()) {
          kept.add(block);
        }
      } else if (failed) {
        kept.addObject()
            .put("type", "text")
            .put("text", "[Content of type %s was left out]".formatted(type));
      } else {
        kept.add(block);
      }
    }
    return kept;
  }

  private static boolean isBlocks(JsonNode content) {
    if (!content.isArray()) {
      return false;
    }
    for (JsonNode block : content) {
      if (!RESULT_BLOCKS.contains(block.path("type").asText())) {
        return false;
      }
    }
    return true;
  }

  // --- blocks of the provider's own

  private boolean isAcceptable(
      ObjectNode json, boolean paused, Set<String> answered, Set<String> asked) {
    String type = json.path("type").asText();
    return switch (type) {
      case "thinking", "redacted_thinking" -> withThinking;
      case "server_tool_use" -> {
        String id = json.path("id").asText();
        boolean searching = json.path("name").asText().startsWith("tool_search_tool");
        yield (paused || answered.contains(id))
            && !(searching && deferredTools.isEmpty())
            && asked.add(id);
      }
      default -> {
        if (json.has("id")) {
          asked.add(json.path("id").asText());
        }
        yield !json.has("tool_use_id")
            || asked.contains(json.path("tool_use_id").asText())
            || paused;
      }
    };
  }

  private static Set<String> answeredSearches(List<ContentBlock> content) {
    Set<String> ids = new HashSet<>();
    for (ContentBlock block : content) {
      if (block instanceof ContentBlock.Opaque(ObjectNode json) && json.has("tool_use_id")) {
        ids.add(json.path("tool_use_id").asText());
      }
    }
    return ids;
  }

  private JsonNode withKnownReferences(ObjectNode json) {
    if (!(json.path("content").path("tool_references") instanceof ArrayNode references)) {
      return json;
    }
    ArrayNode known = Json.array();
    for (JsonNode reference : references) {
      if (deferredTools.contains(reference.path("tool_name").asText())) {
        known.add(reference);
      }
    }
    if (known.size() == references.size()) {
      return json;
    }
    ObjectNode copy = json.deepCopy();
    copy.withObject("content").set("tool_references", known);
    return copy;
  }
}
