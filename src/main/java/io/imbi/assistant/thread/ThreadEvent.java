package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened in a thread.
 *
 * @param id a UUIDv7
 * @see NewEvent
 */
public record ThreadEvent(UUID id, UUID thread, Instant createdAt, String type, ObjectNode data) {}
