package io.imbi.assistant.queue;

import java.time.Duration;

/**
 * How many tasks of a type are accepted in any span of time.
 *
 * @param max how many, from 1
 * @param per in how long, at most a day
 */
public record RateLimit(int max, Duration per) {

  /** Finished tasks are what is counted, so the span must not outlast them. */
  static final Duration LONGEST = Duration.ofDays(1);

  public RateLimit {
    if (max < 1) {
      throw new IllegalArgumentException("A rate limit allows at least 1 task, not " + max);
    }
    if (!per.isPositive() || per.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("A rate limit's span is up to a day, not " + per);
    }
  }
}
