package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.SequenceTakenException;
import io.imbi.assistant.identity.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transcript of a stored conversation. A store that fails is asked once more, for a connection
 * that breaks must not cost an answer; whether the first attempt took effect is read off the store.
 */
final class ConversationTranscript implements Transcript {

  private static final Logger LOG = LoggerFactory.getLogger(ConversationTranscript.class);

  private final ConversationStore store;
  private final Owner owner;
  private final UUID conversation;
  private final List<NewMessage> history;
  private int nextSequence;

  ConversationTranscript(ConversationStore store, Owner owner, History history) {
    this.store = store;
    this.owner = owner;
    this.conversation = history.conversation().id();
    this.history = new ArrayList<>(history.messages().size() + 1);
    history.messages().forEach(message -> this.history.add(asNew(message)));
    this.nextSequence = history.nextSequence();
  }

  @Override
  public List<NewMessage> history() {
    return List.copyOf(history);
  }

  @Override
  public void store(List<NewMessage> messages) {
    try {
      store.append(owner, conversation, nextSequence, messages);
    } catch (SequenceTakenException | ConversationGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("Storing into conversation {} failed, trying once more", conversation, e);
      storeAgain(messages);
    }
    nextSequence += messages.size();
    history.addAll(messages);
  }

  private void storeAgain(List<NewMessage> messages) {
    try {
      store.append(owner, conversation, nextSequence, messages);
    } catch (SequenceTakenException e) {
      if (!isStored(messages.getFirst().id())) {
        throw e;
      }
    }
  }

  private boolean isStored(UUID message) {
    return store
        .load(owner, conversation)
        .map(History::messages)
        .orElseThrow(() -> new ConversationGoneException(conversation))
        .stream()
        .anyMatch(stored -> stored.id().equals(message));
  }

  private static NewMessage asNew(Message message) {
    return new NewMessage(
        message.id(),
        message.role(),
        message.content(),
        message.toolUse(),
        message.toolResults(),
        message.usage(),
        message.raw());
  }
}
