package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.conversation.WaitingTurns;
import io.imbi.assistant.database.TestPostgres;
import io.micronaut.context.ApplicationContext;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.time.Clock;

/** Two processes on one database, with one clock. */
final class TwoReplicas implements AutoCloseable {

  private final TestPostgres database = TestPostgres.create();
  private final ApplicationContext one = ApplicationContext.run(database.properties());
  private final ApplicationContext two = ApplicationContext.run(database.properties());
  private final Clock clock;

  TwoReplicas(Clock clock) {
    this.clock = clock;
  }

  TestPostgres database() {
    return database;
  }

  ConversationStore store() {
    return store(one);
  }

  ConversationStore otherStore() {
    return store(two);
  }

  TurnLeases leases() {
    return one.getBean(TurnLeases.class);
  }

  WaitingTurns waitingTurns() {
    return one.getBean(WaitingTurns.class);
  }

  TurnLeases otherLeases() {
    return two.getBean(TurnLeases.class);
  }

  @SuppressWarnings("unchecked") // the bean's type argument is not at hand at run time
  private ConversationStore store(ApplicationContext replica) {
    return new RelationalConversationStore(
        replica.getBean(Conversations.class),
        replica.getBean(Messages.class),
        (TransactionOperations<Connection>) replica.getBean(TransactionOperations.class),
        clock);
  }

  @Override
  public void close() {
    one.close();
    two.close();
  }
}
