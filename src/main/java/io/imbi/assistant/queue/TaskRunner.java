package io.imbi.assistant.queue;

import io.imbi.assistant.queue.Attempt.Interruption;
import io.imbi.assistant.queue.QueueMetrics.Ending;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an attempt from the call of its handler to the record of how it ended. */
@Singleton
final class TaskRunner {

  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

  /** How often an ending is written again when the database does not take it. */
  private static final int WRITES = 20;

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Completion completion;
  private final QueueMetrics metrics;
  private final Backoff backoff = Backoff.STANDARD;
  private final RandomGenerator random = new Random();

  TaskRunner(Completion completion, QueueMetrics metrics) {
    this.completion = completion;
    this.metrics = metrics;
  }

  /** Never throws: what cannot be written down is left to the end of the lease. */
  void run(Attempt attempt) {
    Task task = attempt.task();
    long start = System.nanoTime();
    Ending ending;
    try {
      ending = handle(attempt);
    } catch (RuntimeException e) {
      LOG.error(
          "The end of attempt {} of task {} {} could not be written down; its lease will run out",
          task.attempt(),
          task.id(),
          task.type(),
          e);
      ending = Ending.DROPPED;
    }
    metrics.ended(task, ending, Duration.ofNanos(System.nanoTime() - start));
  }

  private Ending handle(Attempt attempt) {
    TaskOutcome outcome;
    try {
      outcome = attempt.handle();
    } catch (Throwable e) {
      // Errors too: a handler that overflows the stack has failed like any other.
      return broken(attempt, e);
    }
    return switch (outcome) {
      case TaskOutcome.Done done -> done(attempt, done);
      case TaskOutcome.Failed(String error) -> failed(attempt, error);
      case TaskOutcome.Retry(String error, Duration after) -> retry(attempt, error, after);
    };
  }

  private Ending broken(Attempt attempt, Throwable thrown) {
    Task task = attempt.task();
    return switch (attempt.interruption()) {
      case null -> {
        LOG.warn("Attempt {} of task {} {} threw", task.attempt(), task.id(), task.type(), thrown);
        yield retry(attempt, describe(thrown), null);
      }
      case Interruption.TIMED_OUT ->
          retry(attempt, "The work took longer than " + attempt.type().policy().timeout(), null);
      case Interruption.STOPPING -> stopped(attempt);
      case Interruption.LEASE_LOST -> Ending.DROPPED;
    };
  }

  /** What must not be tried twice is not given back either: nobody knows how far it came. */
  private Ending stopped(Attempt attempt) {
    Task task = attempt.task();
    if (task.maxAttempts() == 1) {
      return failed(attempt, Completion.ABANDONED);
    }
    return write(attempt, () -> completion.released(task)) ? Ending.RELEASED : Ending.DROPPED;
  }

  private Ending done(Attempt attempt, TaskOutcome.Done outcome) {
    Task task = attempt.task();
    try {
      return write(attempt, () -> completion.done(task, outcome)) ? Ending.DONE : Ending.DROPPED;
    } catch (RuntimeException e) {
      // Its result, its router or what should come next was not to be had: the work has failed.
      LOG.warn("Attempt {} of task {} {} failed", task.attempt(), task.id(), task.type(), e);
      return retry(attempt, describe(e), null);
    }
  }

  private Ending failed(Attempt attempt, String error) {
    boolean accepted = write(attempt, () -> completion.failed(attempt.task(), error));
    return accepted ? Ending.FAILED : Ending.DROPPED;
  }

  private Ending retry(Attempt attempt, String error, @Nullable Duration after) {
    Task task = attempt.task();
    if (task.isLastAttempt()) {
      return failed(attempt, error);
    }
    Duration own = backoff.after(task.failures() + 1, random);
    Duration wait = after != null && after.compareTo(own) > 0 ? after : own;
    boolean accepted = write(attempt, () -> completion.retry(task, error, wait));
    return accepted ? Ending.RETRIED : Ending.DROPPED;
  }

  /** A database that restarts must not cost the work of every task that ends meanwhile. */
  private static boolean write(Attempt attempt, BooleanSupplier ending) {
    for (int written = 1; ; written++) {
      try {
        return ending.getAsBoolean();
      } catch (QueueStorageException e) {
        if (!e.isWorthRepeating()
            || written == WRITES
            || attempt.isLeaseUncertain(System.nanoTime())) {
          throw e;
        }
        LOG.warn("Task {}: {}; trying again", attempt.task().id(), e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the writing of an end", e);
    }
  }

  private static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ": " + message;
  }
}
