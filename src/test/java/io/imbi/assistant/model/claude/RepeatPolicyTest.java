package io.imbi.assistant.model.claude;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RepeatPolicyTest {

  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void theTimeBetweenGrowsUpToEightSeconds() {
    var policy = new RepeatPolicy(10, () -> 0);

    assertThat(delays(policy)).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 8000L);
  }

  @Test
  void chanceShortensTheTimeByAQuarterAtMost() {
    var policy = new RepeatPolicy(10, () -> 1);

    assertThat(delays(policy)).containsExactly(375L, 750L, 1500L, 3000L, 6000L, 6000L);
  }

  @Test
  void aRequestIsRepeatedOnlySoOften() {
    var policy = new RepeatPolicy(2, () -> 0);

    assertThat(policy.delay(Repeat.Soon.ALWAYS, 1, LONG)).isPresent();
    assertThat(policy.delay(Repeat.Soon.ALWAYS, 2, LONG)).isEmpty();
    assertThat(policy.delay(new Repeat.Soon(1), 0, LONG)).isPresent();
    assertThat(policy.delay(new Repeat.Soon(1), 1, LONG)).isEmpty();
    assertThat(policy.delay(new Repeat.After(Duration.ZERO), 2, LONG)).isEmpty();
    assertThat(policy.delay(new Repeat.Never(), 0, LONG)).isEmpty();
  }

  @Test
  void theProvidersTimeIsKept() {
    var policy = new RepeatPolicy(2, () -> 1);

    assertThat(policy.delay(new Repeat.After(Duration.ofMinutes(5)), 0, LONG))
        .contains(Duration.ofMinutes(5));
  }

  @Test
  void nothingIsRepeatedAfterTheDeadline() {
    var policy = new RepeatPolicy(10, () -> 0);

    assertThat(policy.delay(Repeat.Soon.ALWAYS, 0, Duration.ofMillis(500))).isEmpty();
    assertThat(policy.delay(Repeat.Soon.ALWAYS, 0, Duration.ofMillis(501))).isPresent();
    assertThat(policy.delay(new Repeat.After(LONG), 0, LONG)).isEmpty();
    assertThat(policy.delay(new Repeat.After(Duration.ZERO), 0, Duration.ofSeconds(-1))).isEmpty();
  }

  private static Long[] delays(RepeatPolicy policy) {
    var delays = new Long[6];
    for (int i = 0; i < delays.length; i++) {
      delays[i] = policy.delay(Repeat.Soon.ALWAYS, i, LONG).orElseThrow().toMillis();
    }
    return delays;
  }
}
