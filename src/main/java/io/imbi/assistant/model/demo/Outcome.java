package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.model.ContentBlock;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a call returned.
 *
 * @param text as it came
 * @param json the text read, where it is JSON
 */
record Outcome(String text, Optional<JsonNode> json, boolean error) {

  static Outcome of(ContentBlock.ToolResult result) {
    JsonNode content = result.content();
    String text =
        content.isTextual()
            ? content.textValue()
            : StreamSupport.stream(content.spliterator(), false)
                .map(block -> block.path("text").asText("(" + block.path("type").asText() + ")"))
                .collect(Collectors.joining("\n"));
    return new Outcome(text, parse(text), result.error());
  }

  private static Optional<JsonNode> parse(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parse(stripped));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
