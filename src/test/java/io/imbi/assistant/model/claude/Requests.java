package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.ToolDefinition;
import java.time.Instant;
import java.util.List;

/** Requests that tests send. */
final class Requests {

  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private Requests() {}

  static ModelRequest saying(String text) {
    return of(List.of(), user(text));
  }

  static ModelRequest of(List<OfferedTool> tools, ModelMessage... messages) {
    return new ModelRequest(
        "claude-sonnet-4-6",
        1000,
        "You help.",
        tools,
        ToolUseMode.ALLOWED,
        List.of(messages),
        NOW.plusSeconds(600));
  }

  static ModelRequest forbidden(ModelRequest request) {
    return new ModelRequest(
        request.model(),
        request.maxTokens(),
        request.system(),
        request.tools(),
        ToolUseMode.FORBIDDEN,
        request.messages(),
        request.deadline());
  }

  static ModelMessage user(String text) {
    return new ModelMessage(Author.USER, List.of(new ContentBlock.Text(text)));
  }

  static ModelMessage user(ContentBlock... blocks) {
    return new ModelMessage(Author.USER, List.of(blocks));
  }

  static ModelMessage assistant(ContentBlock... blocks) {
    return new ModelMessage(Author.ASSISTANT, List.of(blocks));
  }

  static ContentBlock text(String text) {
    return new ContentBlock.Text(text);
  }

  static ContentBlock call(String id, String name) {
    return new ContentBlock.ToolUse(id, name, Json.object());
  }

  static ContentBlock result(String id, String content) {
    return new ContentBlock.ToolResult(id, Json.text(content), false);
  }

  static ContentBlock opaque(String json) {
    return new ContentBlock.Opaque(object(json));
  }

  static OfferedTool tool(String name) {
    return new OfferedTool(definition(name), false);
  }

  static OfferedTool deferred(String name) {
    return new OfferedTool(definition(name), true);
  }

  static ToolDefinition definition(String name) {
    return new ToolDefinition(
        name, "Does " + name + ".", object("{\"type\":\"object\",\"properties\":{}}"));
  }

  static ObjectNode object(String json) {
    return (ObjectNode) Json.parse(json);
  }
}
