package io.imbi.assistant.conversation;

import java.util.ArrayList;
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

  /** Whether {@code other} is the same conversation with these messages, and maybe more. */
  public boolean isContinuedBy(History other) {
    if (!conversation.id().equals(other.conversation.id())
        || !conversation.owner().equals(other.conversation.owner())
        || messages.size() > other.messages.size()) {
      return false;
    }
    for (int i = 0; i < messages.size(); i++) {
      if (!messages.get(i).id().equals(other.messages.get(i).id())) {
        return false;
      }
    }
    return true;
  }

  /** Whether each message has a larger sequence than the one before. */
  public boolean isNumbered() {
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).sequence() <= messages.get(i - 1).sequence()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The same history with larger sequences where two messages have the same: two writers at once
   * may have left such ones behind.
   */
  public History renumbered() {
    if (isNumbered()) {
      return this;
    }
    List<Message> numbered = new ArrayList<>(messages.size());
    int next = 0;
    for (Message message : messages) {
      next = Math.max(next, message.sequence());
      numbered.add(message.withSequence(next));
      next++;
    }
    return new History(conversation, numbered);
  }
}
