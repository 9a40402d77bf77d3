package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.idle;
import static io.imbi.assistant.queue.QueueFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleTickerTest {

  private static final String TYPE = "test.check";
  private static final Schedule EVERY_HALF_HOUR = Schedule.every(Duration.ofMinutes(30));

  private static TestDatabase database;

  private final SettableClock clock = new SettableClock();
  private QueueFixture fixture;

  @BeforeAll
  static void migrate() {
    database = new TestDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void prepare() {
    database.empty();
    fixture =
        new QueueFixture(database, clock, idle(TYPE, TaskPolicy.STANDARD.allowingDuplicates()));
  }

  @Test
  void anIntervalRunsAtOnceAndThenOncePerInterval() {
    ScheduleTicker ticker = started(EVERY_HALF_HOUR);

    ticker.tick();
    ticker.tick();
    assertThat(enqueued()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(30).minusMillis(1));
    ticker.tick();
    assertThat(enqueued()).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    ticker.tick();
    assertThat(enqueued()).isEqualTo(2);
  }

  @Test
  void cronRunsAtItsTimes() {
    ScheduleTicker ticker = started(Schedule.cron("15 * * * *", ZoneOffset.UTC));

    ticker.tick();
    assertThat(enqueued()).isZero();
    clock.advance(Duration.ofMinutes(15));
    ticker.tick();
    clock.advance(Duration.ofMinutes(59));
    ticker.tick();
    assertThat(enqueued()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    ticker.tick();
    assertThat(enqueued()).isEqualTo(2);
  }

  @Test
  void aTickIsOneWorkersHoweverManyThereAre() {
    List<ScheduleTicker> workers =
        List.of(started(EVERY_HALF_HOUR), started(EVERY_HALF_HOUR), started(EVERY_HALF_HOUR));

    for (int hour = 1; hour <= 5; hour++) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        workers.forEach(worker -> threads.execute(worker::tick));
      }
      assertThat(enqueued()).isEqualTo(hour);
      clock.advance(Duration.ofHours(1));
    }
  }

  @Test
  void whatWasMissedRunsOnceAfterARestart() {
    started(EVERY_HALF_HOUR).tick();
    clock.advance(Duration.ofHours(9).plusMinutes(10));

    ScheduleTicker restarted = started(EVERY_HALF_HOUR);
    restarted.tick();
    restarted.tick();

    assertThat(enqueued()).isEqualTo(2);
    clock.advance(Duration.ofMinutes(20));
    restarted.tick();
    assertThat(enqueued()).isEqualTo(3);
  }

  @Test
  void aRestartDoesNotBringATimeForward() {
    started(EVERY_HALF_HOUR).tick();
    clock.advance(Duration.ofMinutes(5));

    started(EVERY_HALF_HOUR).tick();

    assertThat(enqueued()).isEqualTo(1);
  }

  @Test
  void aChangedScheduleStartsAnew() {
    started(EVERY_HALF_HOUR).tick();
    clock.advance(Duration.ofMinutes(5));

    started(Schedule.every(Duration.ofMinutes(10))).tick();

    assertThat(enqueued()).isEqualTo(2);
  }

  @Test
  void policiesApplyToWhatIsScheduled() {
    fixture = new QueueFixture(database, clock, idle(TYPE, TaskPolicy.STANDARD));
    ScheduleTicker ticker = started(EVERY_HALF_HOUR);

    ticker.tick();
    clock.advance(Duration.ofMinutes(30));
    ticker.tick();

    assertThat(enqueued()).isEqualTo(1);
  }

  @Test
  void oneThatCannotBeEnqueuedDoesNotKeepBackTheOthers() {
    var broken =
        new ScheduledTasks(
            "a-broken", EVERY_HALF_HOUR, List.of(NewTask.of("test.unknown", payload(1))));
    var sound =
        new ScheduledTasks("b-sound", EVERY_HALF_HOUR, List.of(NewTask.of(TYPE, payload(1))));
    ScheduleTicker ticker = fixture.ticker(List.of(broken, sound));
    ticker.register();

    ticker.tick();

    assertThat(enqueued()).isEqualTo(1);
  }

  @Test
  void twoSchedulesOfOneNameAreAnError() {
    var scheduled = new ScheduledTasks("same", EVERY_HALF_HOUR, List.of());

    assertThatThrownBy(() -> fixture.ticker(List.of(scheduled, scheduled)))
        .hasMessage("Two schedules are named same");
  }

  private ScheduleTicker started(Schedule schedule) {
    var ticker =
        fixture.ticker(
            List.of(
                new ScheduledTasks("email.home", schedule, List.of(NewTask.of(TYPE, payload(1))))));
    ticker.register();
    return ticker;
  }

  private long enqueued() {
    return fixture.queue.counts(null).values().stream().mapToLong(Long::longValue).sum();
  }
}
