package io.imbi.assistant.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the queue treats the tasks of a type. Begin with {@link #STANDARD}.
 *
 * @param suppressesDuplicates whether an enqueue is skipped while a task of the type with an
 *     identical payload is pending
 * @param rateLimit how many are accepted in a span of time; null means any number
 * @param maxAttempts how many attempts may fail, a worker's death included. 1 for what must not be
 *     tried twice
 * @param timeout how long one attempt may take
 * @param callsModel whether the handler calls the model: such tasks wait until one of the model
 *     slots, which all workers share, is free
 */
public record TaskPolicy(
    boolean suppressesDuplicates,
    @Nullable RateLimit rateLimit,
    int maxAttempts,
    Duration timeout,
    boolean callsModel) {

  /** Duplicates suppressed, no rate limit, three attempts of 15 minutes, no model. */
  public static final TaskPolicy STANDARD =
      new TaskPolicy(true, null, 3, Duration.ofMinutes(15), false);

  public TaskPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("A task has at least 1 attempt, not " + maxAttempts);
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("An attempt needs some time, not " + timeout);
    }
  }

  public TaskPolicy allowingDuplicates() {
    return new TaskPolicy(false, rateLimit, maxAttempts, timeout, callsModel);
  }

  public TaskPolicy limitedTo(RateLimit value) {
    return new TaskPolicy(suppressesDuplicates, value, maxAttempts, timeout, callsModel);
  }

  public TaskPolicy withMaxAttempts(int value) {
    return new TaskPolicy(suppressesDuplicates, rateLimit, value, timeout, callsModel);
  }

  public TaskPolicy withTimeout(Duration value) {
    return new TaskPolicy(suppressesDuplicates, rateLimit, maxAttempts, value, callsModel);
  }

  public TaskPolicy callingModel() {
    return new TaskPolicy(suppressesDuplicates, rateLimit, maxAttempts, timeout, true);
  }
}
