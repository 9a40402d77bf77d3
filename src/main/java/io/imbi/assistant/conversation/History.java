package io.imbi.assistant.conversation;

import java.util.List;

/** A conversation and its messages by sequence. */
public record History(Conversation conversation, List<Message> messages) {

  public History {
    messages = List.copyOf(messages);
  }

  /** The sequence that the next message must take. */
  public int nextSequence() {
    return messages.isEmpty() ? 0 : messages.getLast().sequence() + 1;
  }
}
