package io.imbi.assistant.desk;

import io.imbi.assistant.conversation.History;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.turn.Asides;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;

/**
 * Tells the model in streamed conversations what came of its proposals; conversations of the desk
 * have it in their own history.
 */
@Singleton
final class ProposalOutcomes implements Asides {

  private final TransactionOperations<Connection> transactions;

  ProposalOutcomes(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public List<Aside> after(Owner owner, History history, long position) {
    return hasProposals(history) ? told(owner, history, position) : List.of();
  }

  private static boolean hasProposals(History history) {
    return history.messages().stream()
        .flatMap(message -> message.toolUse().stream())
        .anyMatch(use -> use.name().equals(ProposeAction.NAME));
  }

  private List<Aside> told(Owner owner, History history, long position) {
    return transactions.executeRead(
        status ->
            Sql.of(
                    """
                    SELECT m.position, m.for_model FROM imbi_assistant.desk_message m
                    JOIN imbi_assistant.desk_conversation c ON c.id = m.conversation_id
                    WHERE c.id = ? AND c.owner = ? AND NOT c.listed
                        AND m.position > ? AND m.for_model IS NOT NULL
                    ORDER BY m.position
                    """,
                    history.conversation().id(),
                    owner.value(),
                    position)
                .all(status.getConnection(), row -> new Aside(row.getLong(1), row.getString(2))));
  }
}
