package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one call.
 *
 * @param principal on whose behalf: an e-mail address or a slug
 * @param callId the model's id of the call
 * @param tool the name that the model gave; anything at all where {@code origin} is null
 * @param origin null if there is no such tool
 * @param argumentChars the length of the arguments' JSON
 * @param resultChars the length of the result before it was cut
 * @param arguments without what looks like a secret; null unless the arguments are to be kept
 */
public record ToolCallRecord(
    String principal,
    ToolCall.Context context,
    String callId,
    String tool,
    @Nullable ToolOrigin origin,
    Verdict verdict,
    Duration duration,
    int argumentChars,
    long resultChars,
    @Nullable JsonNode arguments) {}
