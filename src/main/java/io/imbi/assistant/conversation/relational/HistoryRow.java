package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.StoredMessage;
import io.imbi.assistant.identity.Owner;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation beside one of its messages. The message's columns are null in the only row of a
 * conversation that has none.
 */
@Introspected
record HistoryRow(
    UUID id,
    String owner,
    @Nullable String title,
    String model,
    boolean archived,
    Instant createdAt,
    Instant updatedAt,
    @Nullable UUID messageId,
    @Nullable Integer sequence,
    @Nullable String role,
    @Nullable String content,
    @Nullable String toolUse,
    @Nullable String toolResults,
    @Nullable Instant messageCreatedAt,
    @Nullable String tokenUsage,
    @Nullable String rawProvider,
    @Nullable String rawBlocks) {

  /** What the rows of one conversation make; empty if there are none. */
  static Optional<History> history(List<HistoryRow> rows) {
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new History(
            rows.getFirst().conversation(),
            rows.stream().map(HistoryRow::message).flatMap(Optional::stream).toList()));
  }

  private Conversation conversation() {
    return new Conversation(id, new Owner(owner), title, createdAt, updatedAt, model, archived);
  }

  private Optional<Message> message() {
    if (messageId == null
        || sequence == null
        || role == null
        || content == null
        || messageCreatedAt == null) {
      return Optional.empty();
    }
    var stored =
        new StoredMessage(
            messageId,
            id,
            Role.fromWireName(role),
            content,
            toolUse,
            toolResults,
            messageCreatedAt,
            sequence,
            tokenUsage,
            rawProvider,
            rawBlocks);
    return Optional.of(stored.message());
  }
}
