package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that happened in a thread, before it is stored.
 *
 * @param type such as {@code comm.assistant_message}; see {@link EventTypes}
 * @param data of any shape, kept as it is
 */
public record NewEvent(String type, ObjectNode data) {}
