package io.imbi.assistant.graph;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what failed because another transaction was faster. The pauses double and are drawn at
 * random, so that two that met once do not meet again.
 */
final class ConflictRetry {

  private static final Logger LOG = LoggerFactory.getLogger(ConflictRetry.class);

  static final int ATTEMPTS = 6;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

  /** AGE reports a changed entity as an internal error; only the words tell it from others. */
  private static final String CHANGED_ENTITY = "Entity failed to be updated";

  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK = "40P01";

  private static final Set<String> STATES = Set.of(SERIALIZATION_FAILURE, DEADLOCK);

  private final Sleeper sleeper;
  private final Supplier<? extends RandomGenerator> random;

  ConflictRetry(Sleeper sleeper, Supplier<? extends RandomGenerator> random) {
    this.sleeper = sleeper;
    this.random = random;
  }

  static ConflictRetry usual() {
    return new ConflictRetry(Thread::sleep, ThreadLocalRandom::current);
  }

  /**
   * @throws GraphException if it failed for another reason, or each time
   */
  <T> T call(Callable<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.call();
      } catch (RuntimeException e) {
        if (attempt >= ATTEMPTS || !isConflict(e)) {
          throw e;
        }
      } catch (SQLException e) {
        if (attempt >= ATTEMPTS || !isConflict(e)) {
          throw new GraphException(e);
        }
      } catch (Exception e) {
        throw new IllegalStateException("Not a failure of a database", e);
      }
      LOG.debug("Another transaction was faster, attempt {}", attempt);
      pause(attempt);
    }
  }

  private void pause(int attempt) {
    long longest = FIRST_PAUSE.toMillis() << (attempt - 1);
    try {
      sleeper.sleep(Duration.ofMillis(random.get().nextLong(longest / 2, longest + 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GraphException("Interrupted while waiting to try again");
    }
  }

  private static boolean isConflict(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e
          && (STATES.contains(String.valueOf(e.getSQLState()))
              || String.valueOf(e.getMessage()).contains(CHANGED_ENTITY))) {
        return true;
      }
    }
    return false;
  }

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }
}
