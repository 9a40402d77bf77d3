package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.payload;
import static io.imbi.assistant.queue.QueueFixture.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.Attempt.Interruption;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a task when its handler has ended one way or another. */
class TaskRunnerTest {

  private static final String TYPE = "test.scripted";
  private static final String ONCE = "test.once";

  private static TestDatabase database;

  private final SettableClock clock = new SettableClock();
  private TaskHandler handler = task -> TaskOutcome.done();
  private Unreliable network;
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
    network = new Unreliable(database);
    fixture =
        new QueueFixture(
            network,
            clock,
            type(TYPE, TaskPolicy.STANDARD, task -> handler.run(task)),
            type(ONCE, TaskPolicy.STANDARD.withMaxAttempts(1), task -> handler.run(task)));
  }

  @Test
  void theHandlerGetsTheTaskAndItsResultIsKept() {
    handler = task -> TaskOutcome.done(Json.object().set("echo", task.payload()));

    Task ended = runOne();

    assertThat(ended.state()).isEqualTo(TaskState.DONE);
    assertThat(ended.result()).isEqualTo(Json.object().set("echo", payload(1)));
  }

  @Test
  void aHandlerThatThrowsIsTriedAgainEverLaterAndThenFails() {
    handler =
        task -> {
          throw new IOException("mailbox is locked, attempt " + task.attempt());
        };
    UUID id = fixture.enqueue(NewTask.of(TYPE, payload(1)));

    Task first = fixture.runNext();
    assertThat(first.state()).isEqualTo(TaskState.PENDING);
    assertThat(first.error()).isEqualTo("IOException: mailbox is locked, attempt 1");
    assertWaits(first, Duration.ofMillis(2500), Duration.ofSeconds(5));
    assertThat(fixture.nothingToClaim()).isTrue();

    clock.advance(Duration.ofSeconds(5));
    Task second = fixture.runNext();
    assertThat(second.failures()).isEqualTo(2);
    assertWaits(second, Duration.ofSeconds(5), Duration.ofSeconds(10));

    clock.advance(Duration.ofSeconds(10));
    Task third = fixture.runNext();
    assertThat(third.id()).isEqualTo(id);
    assertThat(third.state()).isEqualTo(TaskState.FAILED);
    assertThat(third.error()).isEqualTo("IOException: mailbox is locked, attempt 3");
    assertThat(third.attempt()).isEqualTo(3);
    assertThat(fixture.meters.get("imbi.queue.attempts").tag("type", TYPE).summary().max())
        .isEqualTo(3);
    assertThat(retries()).isEqualTo(2);
  }

  @Test
  void anErrorIsAFailureLikeAnyOther() {
    handler =
        task -> {
          throw new StackOverflowError();
        };

    Task ended = runOne();

    assertThat(ended.state()).isEqualTo(TaskState.PENDING);
    assertThat(ended.error()).isEqualTo("StackOverflowError");
  }

  @Test
  void aHandlerCanGiveUpAtOnce() {
    handler = task -> TaskOutcome.failed("There is no such repository");

    Task ended = runOne();

    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.error()).isEqualTo("There is no such repository");
    assertThat(ended.attempt()).isEqualTo(1);
  }

  @Test
  void aHandlerCanAskForALongerWait() {
    handler = task -> new TaskOutcome.Retry("429", Duration.ofMinutes(7));

    Task ended = runOne();

    assertThat(ended.runAt()).isEqualTo(clock.now().plus(Duration.ofMinutes(7)));
    assertThat(ended.error()).isEqualTo("429");
  }

  @Test
  void aHandlerCannotAskForLessThanTheBackoff() {
    handler = task -> new TaskOutcome.Retry("429", Duration.ofMillis(1));

    assertWaits(runOne(), Duration.ofMillis(2500), Duration.ofSeconds(5));
  }

  @Test
  void anErrorIsCutToWhatAPageCanShow() {
    handler = task -> TaskOutcome.failed("x".repeat(100_000));

    assertThat(runOne().error()).hasSize(4000).endsWith("x…");
  }

  @Test
  void aResultThatCannotBeKeptIsAFailedAttempt() {
    handler = task -> TaskOutcome.done(Json.text("x".repeat(StoredText.MAX_JSON_CHARS)));

    Task ended = runOne();

    assertThat(ended.state()).isEqualTo(TaskState.PENDING);
    assertThat(ended.error()).contains("The result of a test.scripted task has 1048578 characters");
  }

  @Test
  void anEndIsWrittenAgainWhenTheDatabaseComesBack() {
    handler =
        task -> {
          network.failNext(1);
          return TaskOutcome.done();
        };

    assertThat(runOne().state()).isEqualTo(TaskState.DONE);
  }

  @Test
  void aRunThatOverranIsAFailedAttempt() {
    Task ended = interrupted(Interruption.TIMED_OUT);

    assertThat(ended.state()).isEqualTo(TaskState.PENDING);
    assertThat(ended.failures()).isEqualTo(1);
    assertThat(ended.error()).isEqualTo("The work took longer than PT15M");
  }

  @Test
  void aRunThatAStoppingWorkerBreaksOffIsGivenBack() {
    Task ended = interrupted(Interruption.STOPPING);

    assertThat(ended.state()).isEqualTo(TaskState.PENDING);
    assertThat(ended.failures()).isZero();
    assertThat(ended.runAt()).isEqualTo(clock.now());
  }

  @Test
  void whatMustNotBeTriedTwiceIsNotGivenBackEither() {
    Task ended = interrupted(ONCE, Interruption.STOPPING);

    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.error()).contains("not known");
  }

  @Test
  void aRunThatLostItsLeaseWritesNothing() {
    Task ended = interrupted(Interruption.LEASE_LOST);

    assertThat(ended.state()).isEqualTo(TaskState.ACTIVE);
  }

  @Test
  void workThatIsDoneInSpiteOfAnInterruptIsDone() {
    fixture.enqueue(NewTask.of(TYPE, payload(1)));
    Attempt attempt = fixture.attempt(fixture.claim());
    handler =
        task -> {
          attempt.interrupt(Interruption.STOPPING);
          return TaskOutcome.done();
        };

    fixture.runner.run(attempt);

    assertThat(fixture.find(attempt.task().id()).state()).isEqualTo(TaskState.DONE);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private Task interrupted(Interruption why) {
    return interrupted(TYPE, why);
  }

  private Task interrupted(String type, Interruption why) {
    fixture.enqueue(NewTask.of(type, payload(1)));
    Attempt attempt = fixture.attempt(fixture.claim());
    handler =
        task -> {
          attempt.interrupt(why);
          throw new InterruptedException();
        };
    fixture.runner.run(attempt);
    return fixture.find(attempt.task().id());
  }

  private Task runOne() {
    fixture.enqueue(NewTask.of(TYPE, payload(1)));
    return fixture.runNext();
  }

  private long retries() {
    return fixture
        .meters
        .get("imbi.queue.attempt")
        .tags("type", TYPE, "ending", "retried")
        .timer()
        .count();
  }

  private void assertWaits(Task task, Duration least, Duration most) {
    Instant runAt = task.runAt();
    assertThat(runAt).isBetween(clock.now().plus(least), clock.now().plus(most));
  }
}
