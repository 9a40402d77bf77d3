package io.imbi.assistant.queue;

import io.imbi.assistant.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells workers that there may be something to run, over a connection of its own. A notification
 * that is lost only costs time: workers also look on their own.
 */
final class Notifications {

  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  private static final String CHANNEL = "imbi_assistant_task";
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** How long a database that is well takes to tell. */
  private static final Duration WAKING = Duration.ofSeconds(2);

  private static final Duration STOPPING = Duration.ofSeconds(5);

  /** How long a connection that has died without a word goes unnoticed. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final QueueDatabase database;
  private final Signal signal;
  private final Thread thread;
  private volatile boolean stopped;

  Notifications(QueueDatabase database, Signal signal) {
    this.database = database;
    this.signal = signal;
    this.thread = Thread.ofVirtual().name("queue-notifications").unstarted(this::listen);
  }

  /** Begins to raise the signal whenever a transaction with {@link #send} commits. */
  void start() {
    thread.start();
  }

  /** Wakes the workers when the transaction commits. */
  static void send(Connection connection) throws SQLException {
    Sql.of("SELECT pg_notify(?, '')", CHANNEL).run(connection);
  }

  /** Gives the connection back; returns when that is done, or has taken too long. */
  void stop() throws InterruptedException {
    stopped = true;
    wakeUp();
    if (thread.join(WAKING)) {
      return;
    }
    // Ends the wait by closing the socket under it; the pool then drops the connection.
    thread.interrupt();
    if (!thread.join(STOPPING)) {
      LOG.warn("The connection for notifications did not close");
    }
  }

  /** Ends the wait for the next notification with one. */
  private void wakeUp() {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(true);
      send(connection);
    } catch (SQLException e) {
      LOG.debug("The connection for notifications has to be broken", e);
    }
  }

  private void listen() {
    while (!stopped) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(true);
        statement.execute("LISTEN " + CHANNEL);
        // What was enqueued before is not told again.
        signal.raise();
        receive(connection.unwrap(PGConnection.class), statement);
        statement.execute("UNLISTEN " + CHANNEL);
      } catch (SQLException e) {
        if (!stopped) {
          LOG.warn("Not notified of new tasks for now: {}", e.getMessage());
          pause();
        }
      }
    }
  }

  private void receive(PGConnection connection, Statement statement) throws SQLException {
    while (!stopped) {
      PGNotification[] received = connection.getNotifications((int) SILENCE.toMillis());
      if (received.length > 0) {
        signal.raise();
      } else {
        statement.execute("SELECT 1");
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE);
    } catch (InterruptedException e) {
      // Only stopping interrupts, and the loop looks at that next.
      Thread.currentThread().interrupt();
    }
  }
}
