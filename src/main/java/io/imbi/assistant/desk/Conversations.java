package io.imbi.assistant.desk;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.identity.Owner;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Conversations of the desk, each its owner's and nobody else's. Blocking. */
@Singleton
public final class Conversations {

  private static final int MAX_LISTED = 1000;

  private final TransactionOperations<Connection> transactions;
  private final Messages messages;
  private final ConversationStore others;
  private final ChatFiles files;
  private final Clock clock;

  Conversations(
      TransactionOperations<Connection> transactions,
      Messages messages,
      ConversationStore others,
      ChatFiles files,
      Clock clock) {
    this.transactions = transactions;
    this.messages = messages;
    this.others = others;
    this.files = files;
    this.clock = clock;
  }

  public UUID create(Owner owner) {
    UUID id = UUID.randomUUID();
    transactions.executeWrite(status -> insert(status.getConnection(), owner, id, true));
    return id;
  }

  /** Those with messages, the latest activity first. */
  public List<DeskConversation> list(Owner owner) {
    return transactions.executeRead(
        status ->
            Sql.of(
                    """
                    SELECT c.id, count(*), c.created_at, c.last_activity
                    FROM imbi_assistant.desk_conversation c
                    JOIN imbi_assistant.desk_message m ON m.conversation_id = c.id
                    WHERE c.owner = ? AND c.listed
                    GROUP BY c.id ORDER BY c.last_activity DESC, c.id LIMIT ?
                    """,
                    owner.value(),
                    MAX_LISTED)
                .all(
                    status.getConnection(),
                    row ->
                        new DeskConversation(
                            row.getObject(1, UUID.class),
                            row.getLong(2),
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            row.getObject(4, OffsetDateTime.class).toInstant())));
  }

  /** All messages; empty if the owner has no such conversation. */
  public Optional<List<ChatMessage>> history(Owner owner, UUID id) {
    return transactions.executeRead(
        status ->
            isListed(status.getConnection(), owner, id)
                ? Optional.of(messages.all(status.getConnection(), id))
                : Optional.empty());
  }

  /**
   * @return false if the owner has no such conversation
   */
  public boolean delete(Owner owner, UUID id) {
    boolean deleted =
        transactions.executeWrite(
            status ->
                Sql.of(
                            """
                            DELETE FROM imbi_assistant.desk_conversation
                            WHERE id = ? AND owner = ? AND listed
                            """,
                            id,
                            owner.value())
                        .update(status.getConnection())
                    > 0);
    if (deleted) {
      files.delete(id);
    }
    return deleted;
  }

  /** Forgets what was proposed in a conversation of another way in once that one is gone. */
  public void tidy(Owner owner, UUID id) {
    boolean unlisted =
        transactions.executeRead(
            status ->
                Sql.of(
                        """
                        SELECT FROM imbi_assistant.desk_conversation
                        WHERE id = ? AND owner = ? AND NOT listed
                        """,
                        id,
                        owner.value())
                    .one(status.getConnection(), row -> true)
                    .isPresent());
    if (unlisted && others.find(owner, id).isEmpty()) {
      transactions.executeWrite(
          status ->
              Sql.of("DELETE FROM imbi_assistant.desk_conversation WHERE id = ?", id)
                  .update(status.getConnection()));
    }
  }

  private static boolean isListed(Connection connection, Owner owner, UUID id) throws SQLException {
    return Sql.of(
            """
            SELECT FROM imbi_assistant.desk_conversation WHERE id = ? AND owner = ? AND listed
            """,
            id,
            owner.value())
        .one(connection, row -> true)
        .isPresent();
  }

  /**
   * Holds the conversation until the end of the transaction, so that whatever happens in it happens
   * one after the other. Everybody who locks more locks this first.
   *
   * @return whether it is listed; empty if the owner has no such conversation
   */
  static Optional<Boolean> lock(Connection connection, Owner owner, UUID id) throws SQLException {
    return Sql.of(
            """
            SELECT listed FROM imbi_assistant.desk_conversation
            WHERE id = ? AND owner = ? FOR UPDATE
            """,
            id,
            owner.value())
        .one(connection, row -> row.getBoolean(1));
  }

  /** As {@link #lock}, for a task that belongs to it. */
  static boolean lockForTask(Connection connection, UUID id) throws SQLException {
    return Sql.of("SELECT FROM imbi_assistant.desk_conversation WHERE id = ? FOR UPDATE", id)
        .one(connection, row -> true)
        .isPresent();
  }

  /** Takes everything out of it; what still comes from its tasks is dropped. */
  static void empty(Connection connection, UUID id) throws SQLException {
    for (String table : List.of("desk_message", "desk_round", "desk_proposal")) {
      Sql.of("DELETE FROM imbi_assistant." + table + " WHERE conversation_id = ?", id)
          .update(connection);
    }
  }

  /** Makes sure that there is one of another way in, for what is proposed there. */
  void provideUnlisted(Connection connection, Owner owner, UUID id) throws SQLException {
    insert(connection, owner, id, false);
  }

  private int insert(Connection connection, Owner owner, UUID id, boolean listed)
      throws SQLException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Sql.of(
            """
            INSERT INTO imbi_assistant.desk_conversation
                (id, owner, listed, created_at, last_activity)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """,
            id,
            owner.value(),
            listed,
            now,
            now)
        .update(connection);
  }
}
