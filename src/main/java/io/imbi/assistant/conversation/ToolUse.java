package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.JsonNode;

/** A call that the model asked for. */
public record ToolUse(String id, String name, JsonNode input) {}
