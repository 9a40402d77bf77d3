package io.imbi.assistant.conversation;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of a call.
 *
 * @param content a JSON string, or an array of content blocks
 */
public record ToolResult(String toolUseId, JsonNode content, boolean error) {}
