package io.imbi.assistant.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

  @Test
  void anIntervalBeginsAtOnceAndKeepsItsBeat() {
    Schedule schedule = Schedule.every(Duration.ofMinutes(30));

    assertThat(schedule.first(NOW)).isEqualTo(NOW);
    assertThat(schedule.next(NOW, NOW.plusSeconds(7))).isEqualTo(NOW.plusSeconds(1800));
    assertThat(schedule.next(NOW, NOW.plusSeconds(1800))).isEqualTo(NOW.plusSeconds(3600));
  }

  @Test
  void anIntervalPassesOverWhatWasMissed() {
    Schedule schedule = Schedule.every(Duration.ofMinutes(30));

    assertThat(schedule.next(NOW, NOW.plus(Duration.ofHours(5)).plusSeconds(1)))
        .isEqualTo(NOW.plus(Duration.ofMinutes(330)));
  }

  @Test
  void anIntervalOfNoTimeIsRefused() {
    assertThatThrownBy(() -> Schedule.every(Duration.ofMillis(999)))
        .hasMessage("An interval is at least a second, not PT0.999S");
  }

  @Test
  void officeHours() {
    assertThat(times("0 8-18 * * 1-5", BERLIN, "2026-02-27T15:30:00Z", 4))
        .containsExactly(
            "2026-02-27T16:00:00Z",
            "2026-02-27T17:00:00Z",
            "2026-03-02T07:00:00Z",
            "2026-03-02T08:00:00Z");
  }

  @Test
  void eitherDayFieldWillDoWhereBothAreRestricted() {
    assertThat(times("0 0 13 * 5", ZoneOffset.UTC, "2026-02-01T00:00:00Z", 3))
        .containsExactly("2026-02-06T00:00:00Z", "2026-02-13T00:00:00Z", "2026-02-20T00:00:00Z");
    assertThat(times("0 0 11 * 5", ZoneOffset.UTC, "2026-02-07T00:00:00Z", 2))
        .containsExactly("2026-02-11T00:00:00Z", "2026-02-13T00:00:00Z");
  }

  @Test
  void sundayIsZeroAndSeven() {
    assertThat(times("0 12 * * 0", ZoneOffset.UTC, "2026-03-02T09:00:00Z", 1))
        .isEqualTo(times("0 12 * * 7", ZoneOffset.UTC, "2026-03-02T09:00:00Z", 1))
        .containsExactly("2026-03-08T12:00:00Z");
  }

  @Test
  void anHourThatTheClocksSkipDoesNotComeAndOneThatTheyRepeatComesOnce() {
    assertThat(times("30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", 2))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
    assertThat(times("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "* * * *", "* * * * * *", "60 * * * *", "@daily", "0 8 * * moonday", "x"})
  void whatIsNoExpressionOfFiveFieldsIsRefused(String expression) {
    assertThatThrownBy(() -> Schedule.cron(expression, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Not a cron expression of five fields: \"" + expression + "\"");
  }

  @Test
  void aDayThatNeverComesIsRefused() {
    assertThatThrownBy(() -> Schedule.cron("0 0 31 2 *", ZoneOffset.UTC))
        .hasMessage("The cron expression names no time: 0 0 31 2 *");
  }

  private static List<String> times(String expression, ZoneId zone, String after, int count) {
    Schedule schedule = Schedule.cron(expression, zone);
    List<String> times = new ArrayList<>();
    Instant time = schedule.first(Instant.parse(after));
    while (times.size() < count) {
      times.add(time.toString());
      time = schedule.next(time, time);
    }
    return times;
  }
}
