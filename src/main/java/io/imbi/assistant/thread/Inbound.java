package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message for one of an external system's contacts.
 *
 * @param thread where it belongs; null for the contact's latest thread, or a new one
 * @param config for a new thread
 * @param eventType as what the message is stored
 * @param greet whether a new thread begins with its {@link ConversationStart}
 */
public record Inbound(
    String contact,
    String message,
    @Nullable UUID thread,
    ObjectNode config,
    String eventType,
    boolean greet) {}
