package io.imbi.assistant.desk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is shown.
 *
 * @param metadata of a confirmation, the proposal; of a response, which proposal it is about; null
 *     of all others
 */
public record ChatMessage(
    MessageKind kind, String content, Instant timestamp, @Nullable ObjectNode metadata) {}
