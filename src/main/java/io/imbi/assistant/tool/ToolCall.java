package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Caller;

/**
 * One call of a tool.
 *
 * @param id the model's id of the call
 * @param arguments validated against the tool's schema
 * @param caller on whose behalf, with the token of this very call
 */
public record ToolCall(String id, String tool, ObjectNode arguments, Caller caller) {}
