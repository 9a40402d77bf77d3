package io.imbi.assistant.desk;

import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.turn.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The transcript of one attempt to answer a question. */
final class DeskTranscript implements Transcript {

  private final Rounds rounds;
  private final UUID conversation;
  private final UUID task;
  private final int attempt;
  private final List<NewMessage> messages;
  private boolean closed;

  DeskTranscript(
      Rounds rounds, UUID conversation, UUID task, int attempt, List<NewMessage> history) {
    this.rounds = rounds;
    this.conversation = conversation;
    this.task = task;
    this.attempt = attempt;
    this.messages = new ArrayList<>(history);
  }

  @Override
  public synchronized List<NewMessage> history() {
    return List.copyOf(messages);
  }

  @Override
  public synchronized void store(List<NewMessage> added) {
    if (closed) {
      throw new ConversationGoneException(conversation);
    }
    rounds.add(conversation, task, attempt, added);
    messages.addAll(added);
  }

  /** Takes nothing more: another attempt will begin where this one is. */
  synchronized void close() {
    closed = true;
  }
}
