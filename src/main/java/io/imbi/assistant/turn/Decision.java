package io.imbi.assistant.turn;

import org.jspecify.annotations.Nullable;

/**
 * What a person decided about a call.
 *
 * @param reason in their words, for the model; null if they gave none
 */
public record Decision(boolean approved, @Nullable String reason) {}
