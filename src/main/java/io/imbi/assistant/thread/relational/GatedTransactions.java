package io.imbi.assistant.thread.relational;

import io.imbi.assistant.database.PoolSettings;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that wait in line before they ask for a connection. Hundreds of messages may come at
 * once, and their runs would wait for the pool all together; whoever waits longer than it allows is
 * refused, and an answer that a model has taken minutes for would be lost.
 */
@Singleton
@RequiresStore(StoreKind.RELATIONAL)
final class GatedTransactions {

  private static final int PATIENCE_SECONDS = 30;

  private final TransactionOperations<Connection> transactions;
  private final Semaphore gate;

  GatedTransactions(TransactionOperations<Connection> transactions, PoolSettings pool) {
    this.transactions = transactions;
    this.gate = new Semaphore(pool.poolSize(), true);
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run(Connection connection) throws SQLException;
  }

  <T> T executeRead(Work<T> work) {
    return gated(() -> transactions.executeRead(status -> work.run(status.getConnection())));
  }

  <T> T executeWrite(Work<T> work) {
    return gated(() -> executeAtOnce(work));
  }

  /** For what cannot wait. */
  <T> T executeAtOnce(Work<T> work) {
    return transactions.executeWrite(status -> work.run(status.getConnection()));
  }

  private <T> T gated(Supplier<T> transaction) {
    try {
      if (!gate.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw unavailable();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
    try {
      return transaction.get();
    } finally {
      gate.release();
    }
  }

  private static IllegalStateException unavailable() {
    return new IllegalStateException(
        new SQLTransientConnectionException("No connection could be had in time"));
  }
}
