package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.SequenceTakenException;
import io.imbi.assistant.conversation.StoredMessage;
import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.identity.Owner;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps conversations in PostgreSQL tables. */
@Singleton
@RequiresStore(StoreKind.RELATIONAL)
final class RelationalConversationStore implements ConversationStore {

  private final Conversations conversations;
  private final Messages messages;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  RelationalConversationStore(
      Conversations conversations,
      Messages messages,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    this.conversations = conversations;
    this.messages = messages;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Conversation create(Owner owner, String model) {
    Instant now = now();
    var row =
        new ConversationRow(
            UUID.randomUUID(), owner.value(), null, StoredText.of(model), false, now, now, 0);
    return conversations.save(row).conversation();
  }

  @Override
  public List<Conversation> list(Owner owner, int limit, int offset, boolean includeArchived) {
    List<ConversationRow> page =
        includeArchived
            ? conversations.pageOfAll(owner.value(), limit, offset)
            : conversations.pageOfUnarchived(owner.value(), limit, offset);
    return page.stream().map(ConversationRow::conversation).toList();
  }

  @Override
  public Optional<Conversation> find(Owner owner, UUID id) {
    return conversations.findByIdAndOwner(id, owner.value()).map(ConversationRow::conversation);
  }

  @Override
  public Optional<History> load(Owner owner, UUID id) {
    return HistoryRow.history(messages.history(id, owner.value()));
  }

  @Override
  public Optional<Conversation> update(
      Owner owner, UUID id, @Nullable String title, @Nullable Boolean archived) {
    if (title == null && archived == null) {
      return find(owner, id);
    }
    return conversations
        .change(id, owner.value(), title == null ? null : StoredText.of(title), archived, now())
        .stream()
        .map(ConversationRow::conversation)
        .findFirst();
  }

  @Override
  public boolean giveTitle(Owner owner, UUID id, String title) {
    return conversations.giveTitle(id, owner.value(), StoredText.of(title), now()) > 0;
  }

  @Override
  public boolean delete(Owner owner, UUID id) {
    return conversations.deleteByIdAndOwner(id, owner.value()) > 0;
  }

  @Override
  public List<Message> append(Owner owner, UUID id, int firstSequence, List<NewMessage> added) {
    Instant now = now();
    List<StoredMessage> stored = new ArrayList<>(added.size());
    for (NewMessage message : added) {
      stored.add(StoredMessage.of(message.at(id, firstSequence + stored.size(), now)));
    }
    transactions.executeWrite(
        _ -> {
          int taken =
              conversations.takeSequences(id, owner.value(), firstSequence, stored.size(), now);
          if (taken == 0) {
            throw refusal(owner, id, firstSequence);
          }
          messages.saveAll(stored.stream().map(MessageRow::of).toList());
          return stored;
        });
    return stored.stream().map(StoredMessage::message).toList();
  }

  private RuntimeException refusal(Owner owner, UUID id, int firstSequence) {
    Optional<ConversationRow> row = conversations.findByIdAndOwner(id, owner.value());
    if (row.isEmpty()) {
      return new ConversationGoneException(id);
    }
    int next = row.get().nextSequence();
    return firstSequence > next
        ? new IllegalArgumentException(
            "Sequence %d would leave a gap after %d".formatted(firstSequence, next))
        : new SequenceTakenException(id, firstSequence);
  }

  /** The database keeps microseconds. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
