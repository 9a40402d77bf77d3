package io.imbi.assistant.model.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the history into LangChain4j's messages. Blocks that only Claude understands are left out.
 */
final class Messages {

  private static final String NOTHING = "(nothing)";

  private final List<ChatMessage> messages = new ArrayList<>();

  /** Tool names by the ids of their calls. */
  private final Map<String, String> called = new HashMap<>();

  private Messages() {}

  static List<ChatMessage> of(ModelRequest request) {
    var messages = new Messages();
    if (!request.system().isBlank()) {
      messages.messages.add(SystemMessage.from(request.system()));
    }
    for (ModelMessage message : request.messages()) {
      switch (message.author()) {
        case USER -> messages.user(message.content());
        case ASSISTANT -> messages.assistant(message.content());
      }
    }
    return List.copyOf(messages.messages);
  }

  private void user(List<ContentBlock> blocks) {
    List<String> texts = new ArrayList<>();
    for (ContentBlock block : blocks) {
      switch (block) {
        case ContentBlock.Text(String text) -> texts.add(text);
        case ContentBlock.ToolResult result -> messages.add(result(result));
        case ContentBlock.ToolUse _, ContentBlock.Opaque _ -> {}
      }
    }
    String text = String.join("\n\n", texts);
    if (!text.isBlank()) {
      messages.add(UserMessage.from(text));
    }
  }

  private void assistant(List<ContentBlock> blocks) {
    var text = new StringBuilder();
    List<ToolExecutionRequest> calls = new ArrayList<>();
    for (ContentBlock block : blocks) {
      switch (block) {
        case ContentBlock.Text(String part) -> text.append(part);
        case ContentBlock.ToolUse(String id, String name, JsonNode input) -> {
          called.put(id, name);
          calls.add(
              ToolExecutionRequest.builder()
                  .id(id)
                  .name(name)
                  .arguments(Json.write(input))
                  .build());
        }
        case ContentBlock.ToolResult _, ContentBlock.Opaque _ -> {}
      }
    }
    if (!calls.isEmpty() || !text.isEmpty()) {
      var message = AiMessage.builder().toolExecutionRequests(calls);
      messages.add((text.isEmpty() ? message : message.text(text.toString())).build());
    }
  }

  private ToolExecutionResultMessage result(ContentBlock.ToolResult result) {
    String text = textOf(result.content());
    return ToolExecutionResultMessage.from(
        result.toolUseId(),
        called.getOrDefault(result.toolUseId(), "unknown"),
        result.error() ? "The call failed: " + text : text);
  }

  /** The text of a result; what is not text is named, so that the model knows it was there. */
  private static String textOf(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue().isEmpty() ? NOTHING : content.textValue();
    }
    List<String> parts = new ArrayList<>();
    for (JsonNode block : content) {
      String type = block.path("type").asText();
      parts.add(
          switch (type) {
            case "text" -> block.path("text").asText();
            case "image", "document" -> "(Content of type " + type + " that cannot be shown.)";
            default -> Json.write(block);
          });
    }
    return parts.isEmpty() ? NOTHING : String.join("\n", parts);
  }
}
