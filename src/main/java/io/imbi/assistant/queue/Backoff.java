package io.imbi.assistant.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failed attempt: twice as long each time up to a longest, less a random
 * part of at most half, so that what failed together does not come back together.
 */
record Backoff(Duration first, Duration longest) {

  static final Backoff STANDARD = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(10));

  /** Beyond this many doublings any wait is the longest. */
  private static final int MAX_DOUBLINGS = 30;

  /**
   * @param failures how many attempts have failed, this one included
   */
  Duration after(int failures, RandomGenerator random) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    Duration full = doubled.compareTo(longest) < 0 ? doubled : longest;
    long half = full.toMillis() / 2;
    return Duration.ofMillis(full.toMillis() - half + random.nextLong(half + 1));
  }
}
