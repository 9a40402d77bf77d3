package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HousekeeperTest {

  private static final String TYPE = "test.plain";

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
        new QueueFixture(
            database,
            clock,
            new TaskType(
                TYPE,
                TaskPolicy.STANDARD.allowingDuplicates(),
                task -> TaskOutcome.done(Json.text("result"))));
  }

  @Test
  void finishedTasksAreKeptForTheRetentionAndOthersForAsLongAsItTakes() {
    UUID done = fixture.enqueue(NewTask.of(TYPE, payload(1)));
    fixture.runNext();
    UUID failed = fixture.enqueue(NewTask.of(TYPE, payload(2)));
    fixture.completion.failed(fixture.claim(), "no");
    UUID pending = fixture.enqueue(NewTask.of(TYPE, payload(3)));

    clock.advance(QueueFixture.SETTINGS.retention());
    assertThat(fixture.housekeeper.purge()).isZero();
    assertThat(fixture.find(done).result()).isEqualTo(Json.text("result"));
    assertThat(fixture.find(done).payload()).isEqualTo(payload(1));
    assertThat(fixture.find(failed).error()).isEqualTo("no");

    clock.advance(Duration.ofMillis(1));
    assertThat(fixture.housekeeper.purge()).isEqualTo(2);
    assertThat(fixture.queue.find(done)).isEmpty();
    assertThat(fixture.queue.find(failed)).isEmpty();
    assertThat(fixture.queue.find(pending)).isPresent();
  }

  @Test
  void anyNumberOfOldTasksGoesInBatches() {
    fixture.enqueue(NewTask.of(TYPE, payload(1)));
    fixture.runNext();
    database.execute(
        """
        INSERT INTO imbi_assistant.task (id, type, priority, state, payload, calls_model,
            max_attempts, created_at, run_at, finished_at)
        SELECT gen_random_uuid(), type, priority, state, payload, calls_model,
            max_attempts, created_at, run_at, finished_at
        FROM imbi_assistant.task, generate_series(1, 1200)
        """);
    clock.advance(QueueFixture.SETTINGS.retention().plusMillis(1));

    assertThat(fixture.housekeeper.purge()).isEqualTo(1201);
  }

  @Test
  void theDepthsOfTheQueueAreMeasured() {
    fixture.enqueue(NewTask.of(TYPE, payload(1)));
    fixture.enqueue(NewTask.of(TYPE, payload(2)));
    fixture.enqueue(NewTask.of(TYPE, payload(3)));
    fixture.runNext();
    fixture.claim();

    fixture.housekeeper.count();

    assertThat(depth("pending")).isEqualTo(1);
    assertThat(depth("active")).isEqualTo(1);
    assertThat(depth("done")).isEqualTo(1);
    assertThat(depth("failed")).isZero();
    assertThat(
            fixture.meters.get("imbi.queue.attempt").tags("type", TYPE, "ending", "done").timer())
        .extracting(timer -> timer.count())
        .isEqualTo(1L);
  }

  private double depth(String state) {
    return fixture.meters.get("imbi.queue.tasks").tag("state", state).gauge().value();
  }
}
