package io.imbi.assistant.web;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.identity.Owner;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Conversations in memory, which says on which threads it is called. */
final class FakeConversations implements ConversationStore {

  private final Map<UUID, History> histories = new ConcurrentHashMap<>();
  private final AtomicInteger ticks = new AtomicInteger();
  volatile boolean calledOnEventLoop;
  volatile @Nullable RuntimeException failure;

  @Override
  public Conversation create(Owner owner, String model) {
    called();
    Instant now = tick();
    var conversation = new Conversation(UUID.randomUUID(), owner, null, now, now, model, false);
    histories.put(conversation.id(), new History(conversation, List.of()));
    return conversation;
  }

  @Override
  public List<Conversation> list(Owner owner, int limit, int offset, boolean includeArchived) {
    called();
    return histories.values().stream()
        .map(History::conversation)
        .filter(conversation -> conversation.owner().equals(owner))
        .filter(conversation -> includeArchived || !conversation.archived())
        .sorted(Comparator.comparing(Conversation::updatedAt).reversed())
        .skip(offset)
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<Conversation> find(Owner owner, UUID id) {
    return load(owner, id).map(History::conversation);
  }

  @Override
  public Optional<History> load(Owner owner, UUID id) {
    called();
    return Optional.ofNullable(histories.get(id))
        .filter(history -> history.conversation().owner().equals(owner));
  }

  @Override
  public Optional<Conversation> update(
      Owner owner, UUID id, @Nullable String title, @Nullable Boolean archived) {
    return load(owner, id)
        .map(
            history -> {
              Conversation old = history.conversation();
              var updated =
                  new Conversation(
                      id,
                      owner,
                      title == null ? old.title() : title,
                      old.createdAt(),
                      tick(),
                      old.model(),
                      archived == null ? old.archived() : archived);
              histories.put(id, new History(updated, history.messages()));
              return updated;
            });
  }

  @Override
  public boolean giveTitle(Owner owner, UUID id, String title) {
    throw new UnsupportedOperationException("The web gives no titles");
  }

  @Override
  public boolean delete(Owner owner, UUID id) {
    return load(owner, id).isPresent() && histories.remove(id) != null;
  }

  @Override
  public List<Message> append(Owner owner, UUID id, int firstSequence, List<NewMessage> messages) {
    throw new UnsupportedOperationException("The web adds no messages");
  }

  void put(History history) {
    histories.put(history.conversation().id(), history);
  }

  private Instant tick() {
    return Instant.parse("2026-11-22T10:00:00Z").plusSeconds(ticks.incrementAndGet());
  }

  private void called() {
    if (!Thread.currentThread().isVirtual()) {
      calledOnEventLoop = true;
    }
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }
}
