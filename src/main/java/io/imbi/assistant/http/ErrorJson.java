package io.imbi.assistant.http;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The body of every error.
 *
 * @param detail what was wrong, fit for the caller
 */
@Introspected
@Schema(name = "Error")
public record ErrorJson(@Schema(example = "Conversation not found") String detail) {}
