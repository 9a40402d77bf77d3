package io.imbi.assistant.desk;

import java.time.Instant;
import java.util.UUID;

/** A conversation in the list of its owner's. */
public record DeskConversation(
    UUID id, long messageCount, Instant createdAt, Instant lastActivity) {}
