package io.imbi.assistant.queue;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the queue's statements run. Blocking. */
interface QueueDatabase {

  /**
   * Runs work in the transaction of the calling thread, or in one of its own if the thread has
   * none: committed if the work returns, rolled back if it throws.
   *
   * @throws QueueStorageException if the database failed, under the work too; other exceptions of
   *     the work pass through
   */
  <T> T inTransaction(Work<T> work);

  /** A connection outside of every transaction, for the caller to close. */
  Connection connect() throws SQLException;

  /** Statements that belong together. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }
}
