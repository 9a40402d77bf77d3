package io.imbi.assistant.queue;

import io.imbi.assistant.queue.Enqueuer.WhenLimited;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how runs ended, each with everything that follows from it in one transaction. Only a
 * task's present run is listened to: the methods return whether this was it.
 *
 * <p>They throw {@link QueueStorageException}, or what a result router threw; then nothing has
 * changed.
 */
@Singleton
final class Completion {

  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

  static final String ABANDONED =
      "The worker stopped while it ran this task; whether the work took effect is not known";

  private final QueueDatabase database;
  private final TaskStore store;
  private final Enqueuer enqueuer;
  private final TaskRegistry registry;
  private final QueueClock clock;

  Completion(
      QueueDatabase database,
      TaskStore store,
      Enqueuer enqueuer,
      TaskRegistry registry,
      QueueClock clock) {
    this.database = database;
    this.store = store;
    this.enqueuer = enqueuer;
    this.registry = registry;
    this.clock = clock;
  }

  /** The work is done: keeps and reports the result, and enqueues what comes next. */
  boolean done(Task run, TaskOutcome.Done outcome) {
    String result = result(run, outcome);
    boolean accepted =
        database.inTransaction(
            connection -> {
              Optional<Task> done = store.done(connection, run, result, clock.now(connection));
              if (done.isEmpty()) {
                return false;
              }
              deliver(connection, done.get());
              for (NewTask next : outcome.next()) {
                enqueuer.enqueue(connection, next, WhenLimited.PUT_OFF);
              }
              return notified(connection);
            });
    if (accepted) {
      LOG.info("Task {} {} done in attempt {}", run.id(), run.type(), run.attempt());
    } else {
      superseded(run);
    }
    return accepted;
  }

  /**
   * The task has failed for good: keeps and reports the error. If it cannot be reported, the task
   * ends all the same.
   */
  boolean failed(Task run, String error) {
    boolean accepted;
    try {
      accepted = end(run, StoredText.error(error), true);
    } catch (RuntimeException e) {
      if (run.onResult() == null || isWorthRepeating(e)) {
        throw e;
      }
      LOG.error("The end of task {} {} could not be reported", run.id(), run.type(), e);
      accepted = end(run, StoredText.error(error + " (this could not be reported)"), false);
    }
    if (accepted) {
      LOG.warn("Task {} {} failed: {}", run.id(), run.type(), StoredText.line(error));
    } else {
      superseded(run);
    }
    return accepted;
  }

  /** The attempt has failed, and there will be another. */
  boolean retry(Task run, String error, Duration wait) {
    boolean accepted =
        database.inTransaction(
            connection -> {
              Instant runAt = clock.now(connection).plus(wait);
              return store.retry(connection, run, StoredText.error(error), runAt)
                  && notified(connection);
            });
    if (accepted) {
      LOG.warn(
          "Attempt {} of task {} {} failed, another follows in {}: {}",
          run.attempt(),
          run.id(),
          run.type(),
          wait,
          StoredText.line(error));
    } else {
      superseded(run);
    }
    return accepted;
  }

  /** The attempt was broken off for no fault of its own; another worker may have it at once. */
  boolean released(Task run) {
    boolean accepted =
        database.inTransaction(
            connection ->
                store.release(connection, run, clock.now(connection)) && notified(connection));
    if (accepted) {
      LOG.info("Task {} {} given back by a worker that stops", run.id(), run.type());
    } else {
      superseded(run);
    }
    return accepted;
  }

  /**
   * Takes one run whose lease has ended from the worker that held it: the task waits for another
   * attempt, or fails if that was the last.
   *
   * @return the run, if there was one
   */
  Optional<Task> abandoned() {
    Optional<Task> found =
        database.inTransaction(
            connection -> {
              Instant now = clock.now(connection);
              Optional<Task> run = store.lockAbandoned(connection, now);
              if (run.isPresent() && !run.get().isLastAttempt()) {
                store.retry(connection, run.get(), ABANDONED, now);
                Notifications.send(connection);
              }
              return run;
            });
    found.ifPresent(
        run -> {
          LOG.warn(
              "The worker of task {} {} was lost in attempt {}",
              run.id(),
              run.type(),
              run.attempt());
          if (run.isLastAttempt()) {
            failed(run, ABANDONED);
          }
        });
    return found;
  }

  private boolean end(Task run, String error, boolean report) {
    return database.inTransaction(
        connection -> {
          Optional<Task> failed = store.failed(connection, run, error, clock.now(connection));
          if (failed.isEmpty()) {
            return false;
          }
          if (report) {
            deliver(connection, failed.get());
          }
          return notified(connection);
        });
  }

  private void deliver(Connection connection, Task ended) throws SQLException {
    ResultRoute route = ended.onResult();
    if (route != null) {
      registry.router(route.router()).deliver(ended, connection);
    }
  }

  /** An end frees a model slot or the next task of a series. */
  private static boolean notified(Connection connection) throws SQLException {
    Notifications.send(connection);
    return true;
  }

  private static @Nullable String result(Task run, TaskOutcome.Done outcome) {
    return outcome.result() == null
        ? null
        : StoredText.json("The result of a " + run.type() + " task", outcome.result());
  }

  private static boolean isWorthRepeating(RuntimeException e) {
    return e instanceof QueueStorageException failure && failure.isWorthRepeating();
  }

  private static void superseded(Task run) {
    LOG.warn(
        "Attempt {} of task {} {} ended too late: the task has been taken over, and what the"
            + " attempt reports is dropped",
        run.attempt(),
        run.id(),
        run.type());
  }
}
