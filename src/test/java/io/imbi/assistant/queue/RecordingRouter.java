package io.imbi.assistant.queue;

import io.imbi.assistant.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** Writes a row for each delivery, in the transaction that it is given; fails where told to. */
final class RecordingRouter implements ResultRouter {

  private final String name;
  private volatile boolean broken;

  RecordingRouter(String name) {
    this.name = name;
  }

  static void createTable(TestDatabase database) {
    database.execute("CREATE TABLE IF NOT EXISTS delivery (reference text, state text)");
    database.execute("TRUNCATE delivery");
  }

  void setBroken(boolean value) {
    broken = value;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void deliver(Task task, Connection transaction) throws SQLException {
    ResultRoute route = task.onResult();
    if (route == null) {
      throw new AssertionError("A task without a route was delivered: " + task);
    }
    Sql.of(
            "INSERT INTO delivery (reference, state) VALUES (?, ?)",
            route.reference(),
            task.state().wireName())
        .update(transaction);
    if (broken) {
      throw new IllegalStateException("The router is broken");
    }
  }
}
