package io.imbi.assistant.model.claude;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a request that failed before its answer began is sent again.
 *
 * @param most how often a request is repeated at most
 * @param random from 0 to 1, so that many clients do not come back at once
 */
record RepeatPolicy(int most, DoubleSupplier random) {

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(8);
  private static final double JITTER = 0.25;

  /**
   * @param repeated how often the request has been repeated already
   * @param left the time after which an answer is of no use any more
   * @return how long to wait; empty if the request is not to be sent again
   */
  Optional<Duration> delay(Repeat repeat, int repeated, Duration left) {
    if (repeated >= most) {
      return Optional.empty();
    }
    Optional<Duration> delay =
        switch (repeat) {
          case Repeat.Never _ -> Optional.empty();
          case Repeat.After(Duration wait) -> Optional.of(wait);
          case Repeat.Soon(int times) ->
              repeated < times ? Optional.of(backoff(repeated)) : Optional.empty();
        };
    return delay.filter(wait -> wait.compareTo(left) < 0);
  }

  private Duration backoff(int repeated) {
    long grown = FIRST.toMillis() << Math.min(repeated, 10);
    long capped = Math.min(grown, LONGEST.toMillis());
    return Duration.ofMillis(Math.round(capped * (1 - JITTER * random.getAsDouble())));
  }
}
