package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.SequenceTakenException;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.conversation.WaitingTurns;
import io.imbi.assistant.identity.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store and its leases in memory, which can be told to fail. */
final class InMemoryConversations implements ConversationStore, TurnLeases, WaitingTurns {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<UUID, Conversation> conversations = new LinkedHashMap<>();
  private final Map<UUID, List<Message>> messages = new HashMap<>();
  private final Map<UUID, UUID> holders = new HashMap<>();
  private final Set<UUID> stopRequests = new HashSet<>();
  private final Map<UUID, String> waiting = new HashMap<>();
  private int failures;
  private boolean failAfterStoring;
  private boolean failAfterAcquiring;
  private boolean failKeeping;

  /** The next {@code count} appends fail; with {@code afterStoring}, although they took effect. */
  synchronized void failAppends(int count, boolean afterStoring) {
    failures = count;
    failAfterStoring = afterStoring;
  }

  /** The next lease is taken, but whoever takes it does not learn of it. */
  synchronized void failAfterAcquiring() {
    failAfterAcquiring = true;
  }

  /** Turns that wait cannot be kept. */
  synchronized void failKeeping() {
    failKeeping = true;
  }

  /** Gives the lease to somebody else, as if this process had slept. */
  synchronized void stealLease(UUID conversation) {
    holders.put(conversation, UUID.randomUUID());
  }

  synchronized List<Message> messagesOf(UUID conversation) {
    return List.copyOf(messages.getOrDefault(conversation, List.of()));
  }

  @Override
  public synchronized Conversation create(Owner owner, String model) {
    var conversation = new Conversation(UUID.randomUUID(), owner, null, NOW, NOW, model, false);
    conversations.put(conversation.id(), conversation);
    messages.put(conversation.id(), new ArrayList<>());
    return conversation;
  }

  @Override
  public synchronized List<Conversation> list(
      Owner owner, int limit, int offset, boolean includeArchived) {
    return conversations.values().stream()
        .filter(each -> each.owner().equals(owner))
        .skip(offset)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Conversation> find(Owner owner, UUID id) {
    return Optional.ofNullable(conversations.get(id)).filter(found -> found.owner().equals(owner));
  }

  @Override
  public synchronized Optional<History> load(Owner owner, UUID id) {
    return find(owner, id).map(found -> new History(found, messagesOf(id)));
  }

  @Override
  public synchronized boolean giveTitle(Owner owner, UUID id, String title) {
    return find(owner, id).filter(found -> found.title() == null).isPresent()
        && update(owner, id, title, null).isPresent();
  }

  @Override
  public synchronized Optional<Conversation> update(
      Owner owner, UUID id, @Nullable String title, @Nullable Boolean archived) {
    return find(owner, id)
        .map(
            old -> {
              var changed =
                  new Conversation(
                      id,
                      owner,
                      title == null ? old.title() : title,
                      old.createdAt(),
                      NOW,
                      old.model(),
                      archived == null ? old.archived() : archived);
              conversations.put(id, changed);
              return changed;
            });
  }

  @Override
  public synchronized boolean delete(Owner owner, UUID id) {
    boolean found = find(owner, id).isPresent();
    if (found) {
      conversations.remove(id);
      messages.remove(id);
    }
    return found;
  }

  @Override
  public synchronized List<Message> append(
      Owner owner, UUID id, int firstSequence, List<NewMessage> added) {
    if (failures > 0 && !failAfterStoring) {
      failures--;
      throw new IllegalStateException("The database is gone");
    }
    if (find(owner, id).isEmpty()) {
      throw new ConversationGoneException(id);
    }
    List<Message> stored = messages.computeIfAbsent(id, _ -> new ArrayList<>());
    if (stored.size() != firstSequence) {
      throw new SequenceTakenException(id, firstSequence);
    }
    for (NewMessage each : added) {
      stored.add(
          new Message(
              each.id(),
              id,
              each.role(),
              each.content(),
              each.toolUse(),
              each.toolResults(),
              NOW,
              stored.size(),
              each.usage(),
              each.raw()));
    }
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("The connection was lost before the answer came");
    }
    return List.copyOf(stored.subList(firstSequence, stored.size()));
  }

  @Override
  public synchronized Acquisition acquire(
      Owner owner, UUID conversation, UUID holder, Duration duration) {
    if (find(owner, conversation).isEmpty()) {
      return Acquisition.NO_SUCH_CONVERSATION;
    }
    boolean acquired = holders.putIfAbsent(conversation, holder) == null;
    if (failAfterAcquiring) {
      failAfterAcquiring = false;
      throw new IllegalStateException("The connection was lost before the answer came");
    }
    return acquired ? Acquisition.ACQUIRED : Acquisition.HELD;
  }

  @Override
  public synchronized Renewal renew(UUID conversation, UUID holder, Duration duration) {
    if (!holder.equals(holders.get(conversation))) {
      return Renewal.LOST;
    }
    return stopRequests.contains(conversation) ? Renewal.STOP_REQUESTED : Renewal.RENEWED;
  }

  @Override
  public synchronized void release(UUID conversation, UUID holder) {
    if (holders.remove(conversation, holder)) {
      stopRequests.remove(conversation);
    }
  }

  @Override
  public synchronized boolean requestStop(Owner owner, UUID conversation) {
    return isHeld(owner, conversation) && stopRequests.add(conversation);
  }

  @Override
  public synchronized boolean isHeld(Owner owner, UUID conversation) {
    return find(owner, conversation).isPresent() && holders.containsKey(conversation);
  }

  @Override
  public synchronized void keep(Owner owner, UUID conversation, String document) {
    if (find(owner, conversation).isEmpty()) {
      throw new ConversationGoneException(conversation);
    }
    if (failKeeping) {
      throw new IllegalStateException("The database is gone");
    }
    waiting.put(conversation, document);
  }

  @Override
  public synchronized Optional<String> waiting(Owner owner, UUID conversation) {
    return Optional.ofNullable(waiting.get(conversation));
  }

  @Override
  public synchronized void forget(Owner owner, UUID conversation) {
    waiting.remove(conversation);
  }
}
