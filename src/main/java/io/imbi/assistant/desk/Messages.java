package io.imbi.assistant.desk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.json.Json;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.support.TransactionSynchronization;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The messages of conversations, in the order in which they were stored. Every method is a part of
 * the caller's transaction, which has made sure whose conversation it is.
 */
@Singleton
final class Messages {

  private static final String SELECT =
      """
      SELECT m.kind, m.content, m.created_at, p.id, p.action, p.parameters, p.description,
          p.options, p.response, m.proposal_id
      FROM imbi_assistant.desk_message m
      LEFT JOIN imbi_assistant.desk_proposal p
          ON p.id = m.proposal_id AND m.kind = 'CONFIRMATION'
      """;

  private final ChatFiles files;
  private final Clock clock;

  Messages(ChatFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /** A message before it has its place. */
  record NewChatMessage(
      MessageKind kind,
      String content,
      @Nullable Proposal proposal,
      @Nullable UUID asks,
      @Nullable UUID answers,
      @Nullable String forModel) {

    static NewChatMessage of(MessageKind kind, String content) {
      return new NewChatMessage(kind, content, null, null, null, null);
    }

    /** A question that a task will answer. */
    static NewChatMessage question(String content, UUID task) {
      return new NewChatMessage(MessageKind.QUESTION, content, null, task, null, null);
    }

    /** What a task brought. */
    NewChatMessage from(UUID task) {
      return new NewChatMessage(kind, content, proposal, asks, task, forModel);
    }

    NewChatMessage about(Proposal value) {
      return new NewChatMessage(kind, content, value, asks, answers, forModel);
    }

    NewChatMessage tellingTheModel(String text) {
      return new NewChatMessage(kind, content, proposal, asks, answers, text);
    }
  }

  /** Adds a message behind the others, and to the conversation's file once that is certain. */
  ChatMessage append(
      TransactionStatus<Connection> transaction, UUID conversation, NewChatMessage message)
      throws SQLException {
    Connection connection = transaction.getConnection();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String content = StoredText.of(message.content());
    String forModel = message.forModel();
    Proposal proposal = message.proposal();
    Sql.of(
            """
            INSERT INTO imbi_assistant.desk_message (conversation_id, kind, content, created_at,
                proposal_id, asks, answers, for_model)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            conversation,
            message.kind().name(),
            content,
            now,
            proposal == null ? null : proposal.id(),
            message.asks(),
            message.answers(),
            forModel == null ? null : StoredText.of(forModel))
        .update(connection);
    Sql.of(
            "UPDATE imbi_assistant.desk_conversation SET last_activity = ? WHERE id = ?",
            now,
            conversation)
        .update(connection);
    var stored = new ChatMessage(message.kind(), content, now, metadata(message.kind(), proposal));
    transaction.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            files.append(conversation, stored);
          }
        });
    return stored;
  }

  List<ChatMessage> all(Connection connection, UUID conversation) throws SQLException {
    return Sql.of(SELECT + "WHERE m.conversation_id = ? ORDER BY m.position", conversation)
        .all(connection, Messages::read);
  }

  /** What a task has brought, in its order. */
  List<ChatMessage> broughtBy(Connection connection, UUID task) throws SQLException {
    return Sql.of(SELECT + "WHERE m.answers = ? ORDER BY m.position", task)
        .all(connection, Messages::read);
  }

  private static ChatMessage read(ResultSet row) throws SQLException {
    MessageKind kind = MessageKind.valueOf(row.getString(1));
    UUID about = row.getObject(10, UUID.class);
    UUID proposal = row.getObject(4, UUID.class);
    ObjectNode metadata = null;
    if (proposal != null) {
      metadata = readProposal(row, 4).metadata();
    } else if (about != null) {
      metadata = Json.object().put("proposal_id", about.toString());
    }
    return new ChatMessage(
        kind, row.getString(2), row.getObject(3, OffsetDateTime.class).toInstant(), metadata);
  }

  /** Reads a proposal whose columns begin at {@code first}. */
  static Proposal readProposal(ResultSet row, int first) throws SQLException {
    return Proposal.read(
        row.getObject(first, UUID.class),
        row.getString(first + 1),
        row.getString(first + 2),
        row.getString(first + 3),
        row.getString(first + 4),
        row.getString(first + 5));
  }

  static @Nullable ObjectNode metadata(MessageKind kind, @Nullable Proposal proposal) {
    if (proposal == null) {
      return null;
    }
    return kind == MessageKind.CONFIRMATION
        ? proposal.metadata()
        : Json.object().put("proposal_id", proposal.id().toString());
  }
}
