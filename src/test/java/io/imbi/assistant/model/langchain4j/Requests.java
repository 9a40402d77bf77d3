package io.imbi.assistant.model.langchain4j;

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

/** Requests that the tests make. */
final class Requests {

  private Requests() {}

  static ModelRequest hello() {
    return request(List.of(), ToolUseMode.ALLOWED, List.of(user("Hello")));
  }

  static ModelRequest request(
      List<OfferedTool> tools, ToolUseMode mode, List<ModelMessage> messages) {
    return new ModelRequest(
        "test-model", 256, "You help.", tools, mode, messages, Instant.now().plusSeconds(600));
  }

  static ModelRequest until(Instant deadline) {
    return new ModelRequest(
        "test-model", 256, "", List.of(), ToolUseMode.ALLOWED, List.of(user("Hello")), deadline);
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

  /** A tool whose schema has a definition that refers to itself. */
  static ToolDefinition tree() {
    return new ToolDefinition(
        "grow_tree",
        "Grows a tree.",
        object(
            """
            {"type":"object","required":["root"],"additionalProperties":false,
             "properties":{
               "root":{"$ref":"#/$defs/Node","description":"Where it begins"},
               "height":{"type":["integer","null"],"minimum":0},
               "anything":true},
             "$defs":{"Node":{"type":"object","properties":{
               "name":{"type":"string"},
               "children":{"type":"array","items":{"$ref":"#/$defs/Node"}}}}}}
            """));
  }

  static ToolDefinition tool(String name) {
    return new ToolDefinition(
        name,
        "Does " + name + ".",
        object("{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}"));
  }

  static ObjectNode object(String json) {
    return (ObjectNode) Json.parse(json);
  }
}
