package io.imbi.assistant.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(10));

  @Test
  void eachWaitIsTwiceAsLongUpToTheLongest() {
    var never =
        new Random(0) {
          @Override
          public long nextLong(long bound) {
            return bound - 1;
          }
        };

    assertThat(IntStream.of(1, 2, 3, 7, 8, 1000).mapToObj(n -> BACKOFF.after(n, never)))
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(320),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10));
  }

  @Test
  void waitsAreSpreadOverTheirSecondHalf() {
    var random = new Random(1);
    List<Duration> waits =
        IntStream.range(0, 1000).mapToObj(n -> BACKOFF.after(1, random)).toList();

    assertThat(waits)
        .allMatch(wait -> wait.toMillis() >= 2500 && wait.toMillis() <= 5000)
        .anyMatch(wait -> wait.toMillis() < 2750)
        .anyMatch(wait -> wait.toMillis() > 4750);
  }
}
