package io.imbi.assistant.model;

import io.imbi.assistant.tool.ToolDefinition;

/**
 * A tool as it is offered in a request.
 *
 * @param deferred whether its definition stays out of the context until the model searches for it
 */
public record OfferedTool(ToolDefinition definition, boolean deferred) {}
