package io.imbi.assistant.graph;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;

/** Runs work between the beginning and the end of a transaction. */
final class Transactions {

  private Transactions() {}

  /**
   * Commits if {@code work} returns, else rolls back and throws what it threw. The pool turns
   * auto-commit on again when it gets the connection back.
   */
  static <T> T run(Connection connection, Callable<T> work) throws Exception {
    connection.setAutoCommit(false);
    try {
      T result = work.call();
      connection.commit();
      return result;
    } catch (Throwable failure) {
      rollBack(connection, failure);
      throw failure;
    }
  }

  private static void rollBack(Connection connection, Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
