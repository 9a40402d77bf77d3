package io.imbi.assistant.desk;

import io.imbi.assistant.conversation.StoredText;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the model has proposed, and how it was answered. Blocking. */
@Singleton
public final class Proposals {

  private static final int MAX_PENDING = 20;

  private static final String COLUMNS =
      "p.id, p.action, p.parameters, p.description, p.options, p.response ";

  private final TransactionOperations<Connection> transactions;
  private final Conversations conversations;
  private final Clock clock;

  Proposals(
      TransactionOperations<Connection> transactions, Conversations conversations, Clock clock) {
    this.transactions = transactions;
    this.conversations = conversations;
    this.clock = clock;
  }

  /** What became of a proposal. */
  enum Kept {
    KEPT,
    NOT_THEIR_CONVERSATION,
    /** Too many wait for an answer. */
    TOO_MANY
  }

  /**
   * Keeps a proposal. In a conversation of the desk it is shown with the reply; elsewhere the
   * browser looks for it as soon as the call has ended.
   *
   * @param call the model's id of the call that made it
   */
  Kept propose(Owner owner, UUID conversation, String call, Proposal proposal) {
    return transactions.executeWrite(
        status -> {
          Connection connection = status.getConnection();
          conversations.provideUnlisted(connection, owner, conversation);
          Optional<Boolean> listed = Conversations.lock(connection, owner, conversation);
          if (listed.isEmpty()) {
            return Kept.NOT_THEIR_CONVERSATION;
          }
          if (pending(connection, conversation) >= MAX_PENDING) {
            return Kept.TOO_MANY;
          }
          Sql.of(
                  """
                  INSERT INTO imbi_assistant.desk_proposal (id, conversation_id, call_id,
                      created_at, shown, action, parameters, description, options)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                  """,
                  proposal.id(),
                  conversation,
                  StoredText.of(call),
                  clock.instant(),
                  !listed.get(),
                  proposal.action(),
                  Json.write(proposal.parameters()),
                  StoredText.of(proposal.description()),
                  Json.write(Proposal.json(proposal.options())))
              .update(connection);
          return Kept.KEPT;
        });
  }

  private static long pending(Connection connection, UUID conversation) throws SQLException {
    return Sql.of(
            """
            SELECT count(*) FROM imbi_assistant.desk_proposal
            WHERE conversation_id = ? AND status = 'pending'
            """,
            conversation)
        .one(connection, row -> row.getLong(1))
        .orElseThrow();
  }

  /** Those that the owner has been shown in a conversation, each as a confirmation. */
  public List<ChatMessage> shown(Owner owner, UUID conversation) {
    return transactions.executeRead(
        status ->
            Sql.of(
                    "SELECT "
                        + COLUMNS
                        + """
                        , p.created_at FROM imbi_assistant.desk_proposal p
                        JOIN imbi_assistant.desk_conversation c ON c.id = p.conversation_id
                        WHERE c.id = ? AND c.owner = ? AND p.shown ORDER BY p.created_at, p.id
                        """,
                    conversation,
                    owner.value())
                .all(
                    status.getConnection(),
                    row -> {
                      Proposal proposal = Messages.readProposal(row, 1);
                      Instant at = row.getObject(7, OffsetDateTime.class).toInstant();
                      return new ChatMessage(
                          MessageKind.CONFIRMATION,
                          proposal.description(),
                          at,
                          proposal.metadata());
                    }));
  }

  /** One that has been shown in a conversation, locked until the end of the transaction. */
  static Optional<Proposal> lockShown(Connection connection, UUID conversation, UUID id)
      throws SQLException {
    return Sql.of(
            "SELECT "
                + COLUMNS
                + """
                FROM imbi_assistant.desk_proposal p
                WHERE p.id = ? AND p.conversation_id = ? AND p.shown FOR UPDATE
                """,
            id,
            conversation)
        .one(connection, row -> Messages.readProposal(row, 1));
  }

  static Optional<Proposal> find(Connection connection, UUID id) throws SQLException {
    return Sql.of("SELECT " + COLUMNS + "FROM imbi_assistant.desk_proposal p WHERE p.id = ?", id)
        .one(connection, row -> Messages.readProposal(row, 1));
  }

  /**
   * Records an answer.
   *
   * @return false if there is one
   */
  boolean answer(Connection connection, UUID id, String option) throws SQLException {
    return Sql.of(
                """
                UPDATE imbi_assistant.desk_proposal
                SET status = 'answered', response = ?, answered_at = ?
                WHERE id = ? AND status = 'pending'
                """,
                option,
                clock.instant(),
                id)
            .update(connection)
        > 0;
  }

  /**
   * Shows what the calls of a turn have proposed, and drops what other calls have: those of an
   * attempt that came to nothing.
   *
   * @return the proposals in the order in which they were made
   */
  static List<Proposal> show(Connection connection, UUID conversation, List<String> calls)
      throws SQLException {
    Sql.of(
            """
            DELETE FROM imbi_assistant.desk_proposal
            WHERE conversation_id = ? AND NOT shown AND NOT call_id = ANY (?)
            """,
            conversation,
            calls)
        .update(connection);
    List<Proposal> shown =
        Sql.of(
                "SELECT "
                    + COLUMNS
                    + """
                    FROM imbi_assistant.desk_proposal p
                    WHERE p.conversation_id = ? AND NOT p.shown ORDER BY p.created_at, p.id
                    """,
                conversation)
            .all(connection, row -> Messages.readProposal(row, 1));
    Sql.of(
            "UPDATE imbi_assistant.desk_proposal SET shown = true WHERE conversation_id = ?",
            conversation)
        .update(connection);
    return shown;
  }
}
