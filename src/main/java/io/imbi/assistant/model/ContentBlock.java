package io.imbi.assistant.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A piece of a message to or from a model. */
public sealed interface ContentBlock {

  record Text(String text) implements ContentBlock {}

  record ToolUse(String id, String name, JsonNode input) implements ContentBlock {}

  /**
   * @param content a JSON string, or an array of content blocks
   */
  record ToolResult(String toolUseId, JsonNode content, boolean error) implements ContentBlock {}

  /**
   * A block that only its provider understands (thinking, server tool use, citations): kept and
   * sent back exactly as it came.
   */
  record Opaque(ObjectNode json) implements ContentBlock {}
}
