package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.idle;
import static io.imbi.assistant.queue.QueueFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the end of a run writes down, and whose end counts. */
class CompletionTest {

  private static final String TYPE = "test.plain";
  private static final String ONCE = "test.once";
  private static final String LIMITED = "test.limited";

  private static TestDatabase database;

  private final SettableClock clock = new SettableClock();
  private final RecordingRouter router = new RecordingRouter("note");
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
    RecordingRouter.createTable(database);
    fixture =
        new QueueFixture(
            database,
            clock,
            QueueFixture.SETTINGS,
            List.of(
                idle(TYPE, TaskPolicy.STANDARD),
                idle(ONCE, TaskPolicy.STANDARD.withMaxAttempts(1)),
                idle(
                    LIMITED,
                    TaskPolicy.STANDARD.limitedTo(new RateLimit(1, Duration.ofMinutes(1))))),
            List.of(router));
  }

  @Test
  void aDoneTaskKeepsItsResultAndIsReportedOnce() {
    UUID id = enqueueReported(TYPE);
    clock.advance(Duration.ofSeconds(3));
    var outcome = new TaskOutcome.Done(Json.object().put("answer", 42), List.of());

    assertThat(fixture.completion.done(fixture.claim(), outcome)).isTrue();

    Task done = fixture.find(id);
    assertThat(done.state()).isEqualTo(TaskState.DONE);
    assertThat(done.result()).isEqualTo(Json.object().put("answer", 42));
    assertThat(done.error()).isNull();
    assertThat(done.finishedAt()).isEqualTo(clock.now());
    assertThat(deliveries("done")).isEqualTo(1);
  }

  @Test
  void aFailedTaskKeepsItsErrorAndIsReportedOnce() {
    UUID id = enqueueReported(TYPE);

    assertThat(fixture.completion.failed(fixture.claim(), "No such\0repository")).isTrue();

    Task failed = fixture.find(id);
    assertThat(failed.state()).isEqualTo(TaskState.FAILED);
    assertThat(failed.error()).isEqualTo("No such\uFFFDrepository");
    assertThat(failed.failures()).isEqualTo(1);
    assertThat(deliveries("failed")).isEqualTo(1);
  }

  @Test
  void aTaskOfALostWorkerIsTakenOverAndItsLateEndChangesNothing() {
    UUID id = enqueueReported(TYPE);
    Task lost = fixture.claim();
    clock.advance(QueueFixture.SETTINGS.lease().minusMillis(1));
    fixture.housekeeper.reap();
    assertThat(fixture.nothingToClaim()).isTrue();
    clock.advance(Duration.ofMillis(2));

    fixture.housekeeper.reap();
    Task taken = fixture.claim();
    assertThat(taken.id()).isEqualTo(id);
    assertThat(taken.attempt()).isEqualTo(2);
    assertThat(taken.failures()).isEqualTo(1);

    var late = new TaskOutcome.Done(Json.text("late"), List.of(NewTask.of(TYPE, payload(2))));
    assertThat(fixture.completion.done(lost, late)).isFalse();
    assertThat(fixture.completion.failed(lost, "late")).isFalse();
    assertThat(fixture.completion.retry(lost, "late", Duration.ZERO)).isFalse();
    assertThat(fixture.completion.released(lost)).isFalse();
    assertThat(fixture.find(id)).isEqualTo(taken);
    assertThat(fixture.leases.renew("test", List.of(id)).held()).containsEntry(id, 2);

    var onTime = new TaskOutcome.Done(Json.text("on time"), List.of());
    assertThat(fixture.completion.done(taken, onTime)).isTrue();
    assertThat(fixture.completion.done(lost, late)).isFalse();
    assertThat(fixture.find(id).result()).isEqualTo(Json.text("on time"));
    assertThat(deliveries("done")).isEqualTo(1);
    assertThat(fixture.queue.counts(null)).containsEntry(TaskState.PENDING, 0L);
  }

  @Test
  void aLateEndCountsWhereNobodyHasTakenOver() {
    UUID id = enqueueReported(TYPE);
    Task run = fixture.claim();
    clock.advance(QueueFixture.SETTINGS.lease().plusSeconds(60));

    assertThat(fixture.completion.done(run, new TaskOutcome.Done(null, List.of()))).isTrue();

    fixture.housekeeper.reap();
    assertThat(fixture.find(id).state()).isEqualTo(TaskState.DONE);
  }

  @Test
  void aTaskThatMayBeTriedOnceFailsWithItsWorker() {
    UUID id = enqueueReported(ONCE);
    fixture.claim();
    clock.advance(QueueFixture.SETTINGS.lease().plusMillis(1));

    fixture.housekeeper.reap();

    assertThat(fixture.find(id).state()).isEqualTo(TaskState.FAILED);
    assertThat(fixture.find(id).error())
        .isEqualTo(
            "The worker stopped while it ran this task; whether the work took effect is not"
                + " known");
    assertThat(deliveries("failed")).isEqualTo(1);
  }

  @Test
  void aTaskThatKillsItsWorkersFailsInTheEnd() {
    UUID id = fixture.enqueue(NewTask.of(TYPE, payload(1)));

    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(fixture.claim().attempt()).isEqualTo(attempt);
      clock.advance(QueueFixture.SETTINGS.lease().plusMillis(1));
      fixture.housekeeper.reap();
    }

    assertThat(fixture.find(id).state()).isEqualTo(TaskState.FAILED);
    assertThat(fixture.find(id).failures()).isEqualTo(3);
  }

  @Test
  void givingATaskBackIsNoFailure() {
    UUID id = fixture.enqueue(NewTask.of(ONCE, payload(1)));

    for (int i = 0; i < 3; i++) {
      assertThat(fixture.completion.released(fixture.claim())).isTrue();
    }

    assertThat(fixture.find(id).failures()).isZero();
    assertThat(fixture.claim().attempt()).isEqualTo(4);
  }

  @Test
  void whatFollowsIsEnqueuedWithTheEnd() {
    fixture.enqueue(NewTask.of(TYPE, payload(1)));
    UUID waiting =
        fixture.enqueue(NewTask.of(TYPE, payload(2)).notBefore(clock.now().plusSeconds(9)));
    var outcome =
        new TaskOutcome.Done(
            null, List.of(NewTask.of(TYPE, payload(2)), NewTask.of(TYPE, payload(3))));

    fixture.completion.done(fixture.claim(), outcome);

    assertThat(fixture.queue.list(null, TaskState.PENDING, null, 10))
        .extracting(Task::payload)
        .containsExactly(payload(3), payload(2));
    assertThat(fixture.queue.find(waiting)).isPresent();
  }

  @Test
  void whatFollowsIsPutOffWhereARateLimitLeavesNoRoom() {
    fixture.enqueue(NewTask.of(TYPE, payload(1)));
    var outcome =
        new TaskOutcome.Done(
            null,
            List.of(
                NewTask.of(LIMITED, payload(1)),
                NewTask.of(LIMITED, payload(2)),
                NewTask.of(LIMITED, payload(3))));

    fixture.completion.done(fixture.claim(), outcome);

    assertThat(fixture.queue.list(null, TaskState.PENDING, null, 10).reversed())
        .extracting(Task::runAt)
        .containsExactly(
            SettableClock.START,
            SettableClock.START.plusSeconds(60),
            SettableClock.START.plusSeconds(120));
    assertThat(fixture.queue.enqueue(NewTask.of(LIMITED, payload(4))))
        .isEqualTo(new EnqueueOutcome.RateLimited(SettableClock.START.plusSeconds(180)));
  }

  @Test
  void nothingIsWrittenUnlessAllOfItIs() {
    UUID id = enqueueReported(TYPE);
    Task run = fixture.claim();
    var unknownNext = new TaskOutcome.Done(null, List.of(NewTask.of("test.unknown", payload(1))));

    assertThatThrownBy(() -> fixture.completion.done(run, unknownNext))
        .hasMessage("There is no task type test.unknown");

    assertThat(fixture.find(id)).isEqualTo(run);
    assertThat(deliveries("done")).isZero();
  }

  @Test
  void aDoneTaskThatCannotBeReportedIsNotDone() {
    UUID id = enqueueReported(TYPE);
    router.setBroken(true);

    Task run = fixture.claim();
    fixture.run(run);

    assertThat(fixture.find(id).state()).isEqualTo(TaskState.PENDING);
    assertThat(fixture.find(id).error()).isEqualTo("IllegalStateException: The router is broken");
    router.setBroken(false);
    clock.advance(Duration.ofMinutes(1));
    assertThat(fixture.runNext().state()).isEqualTo(TaskState.DONE);
    assertThat(deliveries("done")).isEqualTo(1);
  }

  @Test
  void aFailedTaskThatCannotBeReportedIsFailedAllTheSame() {
    UUID id = enqueueReported(TYPE);
    router.setBroken(true);

    assertThat(fixture.completion.failed(fixture.claim(), "No")).isTrue();

    assertThat(fixture.find(id).state()).isEqualTo(TaskState.FAILED);
    assertThat(fixture.find(id).error()).isEqualTo("No (this could not be reported)");
    assertThat(deliveries("failed")).isZero();
  }

  private UUID enqueueReported(String type) {
    return fixture.enqueue(NewTask.of(type, payload(1)).onResult("note", "reference"));
  }

  private static long deliveries(String state) {
    return database.number(
        "SELECT count(*) FROM delivery WHERE reference = 'reference' AND state = '" + state + "'");
  }
}
