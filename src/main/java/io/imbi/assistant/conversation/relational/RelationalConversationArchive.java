package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.StoredMessage;
import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Moves whole conversations in and out of PostgreSQL tables. */
@Singleton
@RequiresStore(StoreKind.RELATIONAL)
final class RelationalConversationArchive implements ConversationArchive {

  private static final int PAGE = 500;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Conversations conversations;
  private final Messages messages;
  private final TransactionOperations<Connection> transactions;

  RelationalConversationArchive(
      Conversations conversations,
      Messages messages,
      TransactionOperations<Connection> transactions) {
    this.conversations = conversations;
    this.messages = messages;
    this.transactions = transactions;
  }

  @Override
  public void forEach(Consumer<History> reader) {
    List<UUID> ids = conversations.idsAfter(BEFORE_ALL, PAGE);
    while (!ids.isEmpty()) {
      for (UUID id : ids) {
        HistoryRow.history(messages.historyOfAnyone(id)).ifPresent(reader);
      }
      ids = ids.size() < PAGE ? List.of() : conversations.idsAfter(ids.getLast(), PAGE);
    }
  }

  @Override
  public Outcome put(History history) {
    if (!history.isNumbered()) {
      throw new IllegalArgumentException("The messages' sequences must grow");
    }
    return transactions.executeWrite(_ -> write(history));
  }

  private Outcome write(History history) {
    Conversation conversation = history.conversation();
    int added =
        conversations.add(
            conversation.id(),
            conversation.owner().value(),
            title(conversation),
            StoredText.of(conversation.model()),
            conversation.archived(),
            conversation.createdAt(),
            conversation.updatedAt(),
            history.nextSequence());
    if (added > 0) {
      messages.saveAll(rows(history.messages()));
      return Outcome.ADDED;
    }
    conversations.lock(conversation.id());
    History present = HistoryRow.history(messages.historyOfAnyone(conversation.id())).orElseThrow();
    if (history.isContinuedBy(present)) {
      return Outcome.PRESENT;
    }
    if (!present.isContinuedBy(history)) {
      return Outcome.DIFFERENT;
    }
    int had = present.messages().size();
    messages.saveAll(rows(history.messages().subList(had, history.messages().size())));
    conversations.complete(
        conversation.id(),
        title(conversation),
        conversation.archived(),
        conversation.updatedAt(),
        history.nextSequence());
    return Outcome.COMPLETED;
  }

  private static @Nullable String title(Conversation conversation) {
    String title = conversation.title();
    return title == null ? null : StoredText.of(title);
  }

  private static List<MessageRow> rows(List<Message> messages) {
    return messages.stream().map(StoredMessage::of).map(MessageRow::of).toList();
  }
}
