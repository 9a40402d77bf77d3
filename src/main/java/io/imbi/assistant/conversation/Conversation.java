package io.imbi.assistant.conversation;

import io.imbi.assistant.identity.Owner;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of one person with the assistant.
 *
 * @param title null until the first exchange is titled
 * @param model the model that answers in it
 */
public record Conversation(
    UUID id,
    Owner owner,
    @Nullable String title,
    Instant createdAt,
    Instant updatedAt,
    String model,
    boolean archived) {}
