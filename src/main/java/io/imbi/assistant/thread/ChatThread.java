package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A conversation of an external system's contact.
 *
 * @param id a UUIDv7
 * @param contact the external system's id of its contact
 * @param config of any shape, as the thread was created with
 */
public record ChatThread(UUID id, String contact, Instant createdAt, ObjectNode config) {}
