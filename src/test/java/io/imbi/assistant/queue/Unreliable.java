package io.imbi.assistant.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A database that one worker can be cut off from, while others go on. */
final class Unreliable implements QueueDatabase {

  private final QueueDatabase database;
  private final AtomicInteger failures = new AtomicInteger();

  Unreliable(QueueDatabase database) {
    this.database = database;
  }

  void cut() {
    failures.set(Integer.MAX_VALUE);
  }

  void mend() {
    failures.set(0);
  }

  void failNext(int times) {
    failures.set(times);
  }

  @Override
  public <T> T inTransaction(Work<T> work) {
    try {
      check();
    } catch (SQLException e) {
      throw new QueueStorageException(e);
    }
    return database.inTransaction(work);
  }

  @Override
  public Connection connect() throws SQLException {
    check();
    return database.connect();
  }

  private void check() throws SQLException {
    if (failures.getAndUpdate(left -> left == 0 ? 0 : left - 1) > 0) {
      throw new SQLException("The network is down", "08006");
    }
  }
}
