package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;

/** What became of a call. */
public sealed interface ToolOutcome {

  /**
   * @param content a JSON string, or an array of content blocks as the Messages API knows them
   */
  record Success(JsonNode content) implements ToolOutcome {}

  /**
   * The call was refused or failed; the model is told why, so that it can correct itself.
   *
   * @param content a JSON string, or an array of content blocks
   */
  record Failure(JsonNode content) implements ToolOutcome {}

  /** The browser is to run it; the model is told that it was asked to. */
  record ClientAction(String action, JsonNode params) implements ToolOutcome {}

  static ToolOutcome success(String text) {
    return new Success(Json.text(text));
  }

  static ToolOutcome failure(String text) {
    return new Failure(Json.text(text));
  }
}
