package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.idle;
import static io.imbi.assistant.queue.QueueFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.EnqueueOutcome.Duplicate;
import io.imbi.assistant.queue.EnqueueOutcome.Enqueued;
import io.imbi.assistant.queue.EnqueueOutcome.RateLimited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnqueueTest {

  private static final String PLAIN = "test.plain";
  private static final String REPEATABLE = "test.repeatable";
  private static final String LIMITED = "test.limited";
  private static final Duration MINUTE = Duration.ofMinutes(1);

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
            QueueFixture.SETTINGS,
            List.of(
                idle(PLAIN, TaskPolicy.STANDARD),
                idle(REPEATABLE, TaskPolicy.STANDARD.allowingDuplicates()),
                idle(
                    LIMITED,
                    TaskPolicy.STANDARD.allowingDuplicates().limitedTo(new RateLimit(2, MINUTE)))),
            List.of(new RecordingRouter("note")));
  }

  @Test
  void aTaskIsKeptWithEverythingThatWasSaidOfIt() {
    JsonNode payload = Json.parse("{\"b\": [1, 2.50, null], \"a\": {\"x\": \"ü\"}}");

    UUID id =
        fixture.enqueue(
            NewTask.of(PLAIN, payload)
                .withPriority(Priority.CHAT)
                .inSeries("conversation-1")
                .ownedBy("ada@example.com")
                .onResult("note", "note-7")
                .notBefore(clock.now().plus(MINUTE)));

    assertThat(fixture.find(id))
        .isEqualTo(
            new Task(
                id,
                PLAIN,
                Priority.CHAT,
                TaskState.PENDING,
                payload,
                null,
                null,
                0,
                0,
                3,
                "conversation-1",
                "ada@example.com",
                new ResultRoute("note", "note-7"),
                SettableClock.START,
                SettableClock.START.plus(MINUTE),
                null,
                null));
    assertThat(id.version()).isEqualTo(7);
    assertThat(Json.write(fixture.find(id).payload()))
        .isEqualTo("{\"b\":[1,2.50,null],\"a\":{\"x\":\"ü\"}}");
  }

  @Test
  void textThatPostgresWouldRefuseIsKeptAsFarAsItIsText() {
    JsonNode payload = Json.object().put("nul", "a\0b").put("half", "\uD83D!").put("é", "😀");

    UUID id = fixture.enqueue(NewTask.of(PLAIN, payload));

    assertThat(fixture.find(id).payload())
        .isEqualTo(Json.object().put("nul", "a\0b").put("half", "\uFFFD!").put("é", "😀"));
  }

  @Test
  void namesThatCouldNotBeKeptAreRefused() {
    NewTask task = NewTask.of(PLAIN, payload(1));

    assertThatThrownBy(() -> task.inSeries("a\0b"))
        .hasMessage("A serial key holds characters that cannot be stored");
    assertThatThrownBy(() -> task.ownedBy("\uD83D"))
        .hasMessage("A task's owner holds characters that cannot be stored");
    assertThatThrownBy(() -> task.onResult("note", "x".repeat(301)))
        .hasMessage("A result's reference must have 1 to 300 characters, and has 301");
    assertThatThrownBy(() -> NewTask.of("Not A Type", payload(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> task.withPriority(100)).hasMessage("A priority is 0 to 99, not 100");
  }

  @Test
  void aPayloadThatCouldNotBeReadBackIsRefused() {
    JsonNode deep = Json.array();
    for (int i = 0; i < 2 * Json.MAX_DEPTH; i++) {
      deep = Json.array().add(deep);
    }
    NewTask tooDeep = NewTask.of(PLAIN, deep);
    NewTask tooLarge = NewTask.of(PLAIN, Json.text("x".repeat(StoredText.MAX_JSON_CHARS)));

    assertThatThrownBy(() -> fixture.queue.enqueue(tooDeep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The payload of a test.plain task could not be read back");
    assertThatThrownBy(() -> fixture.queue.enqueue(tooLarge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048578 characters of JSON; at most 1048576");
    assertThat(fixture.queue.counts(null)).containsEntry(TaskState.PENDING, 0L);
  }

  @Test
  void whatNobodyCanRunOrReportIsRefused() {
    NewTask unknownType = NewTask.of("test.unknown", payload(1));
    NewTask unknownRouter = NewTask.of(PLAIN, payload(1)).onResult("nowhere", "x");

    assertThatThrownBy(() -> fixture.queue.enqueue(unknownType))
        .hasMessage("There is no task type test.unknown");
    assertThatThrownBy(() -> fixture.queue.enqueue(unknownRouter))
        .hasMessage("There is no result router nowhere");
  }

  @Test
  void anIdenticalPayloadThatStillWaitsIsNotEnqueuedTwice() {
    UUID first = fixture.enqueue(NewTask.of(PLAIN, Json.parse("{\"a\": 1, \"b\": [10]}")));

    assertThat(fixture.queue.enqueue(NewTask.of(PLAIN, Json.parse("{\"b\":[1e1],\"a\":1.0}"))))
        .isEqualTo(new Duplicate(first));
    assertThat(fixture.queue.enqueue(NewTask.of(PLAIN, Json.parse("{\"a\": 1, \"b\": [\"10\"]}"))))
        .isInstanceOf(Enqueued.class);
    assertThat(fixture.queue.enqueue(NewTask.of(REPEATABLE, Json.parse("{\"a\":1,\"b\":[10]}"))))
        .isInstanceOf(Enqueued.class);
  }

  @Test
  void aTaskThatRunsOrHasEndedDoesNotSuppressItsLike() {
    fixture.enqueue(NewTask.of(PLAIN, payload(1)));
    Task running = fixture.claim();

    UUID second = fixture.enqueue(NewTask.of(PLAIN, payload(1)));
    fixture.run(running);
    fixture.runNext();

    assertThat(second).isNotEqualTo(running.id());
    assertThat(fixture.queue.enqueue(NewTask.of(PLAIN, payload(1)))).isInstanceOf(Enqueued.class);
  }

  @Test
  void aTaskThatWaitsForAnotherAttemptSuppressesItsLike() {
    UUID id = fixture.enqueue(NewTask.of(PLAIN, payload(1)));
    fixture.completion.retry(fixture.claim(), "not yet", MINUTE);

    assertThat(fixture.queue.enqueue(NewTask.of(PLAIN, payload(1)))).isEqualTo(new Duplicate(id));
  }

  @Test
  void aTaskCanGoBackToWaitingBesideItsLike() {
    UUID first = fixture.enqueue(NewTask.of(PLAIN, payload(1)));
    Task run = fixture.claim();
    UUID second = fixture.enqueue(NewTask.of(PLAIN, payload(1)));

    assertThat(fixture.completion.retry(run, "not yet", Duration.ZERO)).isTrue();

    assertThat(fixture.find(first).state()).isEqualTo(TaskState.PENDING);
    assertThat(fixture.find(second).state()).isEqualTo(TaskState.PENDING);
    assertThat(fixture.queue.enqueue(NewTask.of(PLAIN, payload(1))))
        .isEqualTo(new Duplicate(second));
  }

  @Test
  void policiesThatAllowDuplicatesAndManualRunsAreNeverSuppressed() {
    fixture.enqueue(NewTask.of(REPEATABLE, payload(1)));
    fixture.enqueue(NewTask.of(PLAIN, payload(1)));

    assertThat(fixture.queue.enqueue(NewTask.of(REPEATABLE, payload(1))))
        .isInstanceOf(Enqueued.class);
    assertThat(fixture.queue.enqueue(NewTask.of(PLAIN, payload(1)).byHand()))
        .isInstanceOf(Enqueued.class);
  }

  @Test
  void aManualRunThatWaitsSuppressesItsLike() {
    UUID manual = fixture.enqueue(NewTask.of(PLAIN, payload(1)).byHand());

    assertThat(fixture.queue.enqueue(NewTask.of(PLAIN, payload(1))))
        .isEqualTo(new Duplicate(manual));
  }

  @Test
  void aSeriesIsNumberedInTheOrderOfItsCommits() throws Exception {
    NewTask task = NewTask.of(REPEATABLE, payload(1)).inSeries("a");
    Future<UUID> second;
    UUID first;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var started = new AtomicReference<Future<UUID>>();
      first =
          database.inTransaction(
              connection -> {
                EnqueueOutcome outcome =
                    fixture.enqueuer.enqueue(connection, task, Enqueuer.WhenLimited.REFUSE);
                started.set(threads.submit(() -> fixture.enqueue(task)));
                await().until(() -> waitingFor("advisory") == 1);
                return ((Enqueued) outcome).id();
              });
      second = started.get();
    }

    assertThat(fixture.runNext().id()).isEqualTo(first);
    assertThat(fixture.runNext().id()).isEqualTo(second.get());
  }

  @Test
  void ofManyWhoEnqueueTheSameAtOnceOneSucceeds() throws Exception {
    List<EnqueueOutcome> outcomes =
        atOnce(10, () -> fixture.queue.enqueue(NewTask.of(PLAIN, payload(1))));

    assertThat(outcomes).filteredOn(Enqueued.class::isInstance).hasSize(1);
    UUID id =
        ((Enqueued) outcomes.stream().filter(Enqueued.class::isInstance).findAny().get()).id();
    assertThat(outcomes).filteredOn(new Duplicate(id)::equals).hasSize(9);
  }

  @Test
  void aRateLimitRefusesUntilThereIsRoom() {
    fixture.enqueue(NewTask.of(LIMITED, payload(1)));
    clock.advance(Duration.ofSeconds(20));
    fixture.enqueue(NewTask.of(LIMITED, payload(2)));

    var full = new RateLimited(SettableClock.START.plus(MINUTE));
    assertThat(fixture.queue.enqueue(NewTask.of(LIMITED, payload(3)))).isEqualTo(full);
    clock.advance(Duration.ofSeconds(39));
    assertThat(fixture.queue.enqueue(NewTask.of(LIMITED, payload(3)))).isEqualTo(full);
    clock.advance(Duration.ofSeconds(1));
    assertThat(fixture.queue.enqueue(NewTask.of(LIMITED, payload(3)))).isInstanceOf(Enqueued.class);
    assertThat(fixture.queue.enqueue(NewTask.of(LIMITED, payload(4))))
        .isEqualTo(new RateLimited(SettableClock.START.plusSeconds(80)));
  }

  @Test
  void manualRunsNeitherHeedNorUseUpARateLimit() {
    fixture.enqueue(NewTask.of(LIMITED, payload(1)).byHand());
    fixture.enqueue(NewTask.of(LIMITED, payload(2)).byHand());
    fixture.enqueue(NewTask.of(LIMITED, payload(3)));
    fixture.enqueue(NewTask.of(LIMITED, payload(4)));

    assertThat(fixture.queue.enqueue(NewTask.of(LIMITED, payload(5))))
        .isInstanceOf(RateLimited.class);
    assertThat(fixture.queue.enqueue(NewTask.of(LIMITED, payload(6)).byHand()))
        .isInstanceOf(Enqueued.class);
  }

  @Test
  void aRateLimitHoldsAgainstManyAtOnce() throws Exception {
    List<EnqueueOutcome> outcomes =
        atOnce(10, () -> fixture.queue.enqueue(NewTask.of(LIMITED, payload(1))));

    assertThat(outcomes).filteredOn(Enqueued.class::isInstance).hasSize(2);
    assertThat(outcomes).filteredOn(RateLimited.class::isInstance).hasSize(8);
  }

  @Test
  void theViewShowsTheNewestFirstPageByPage() {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(fixture.enqueue(NewTask.of(PLAIN, payload(i))));
    }
    fixture.runNext();

    List<UUID> firstPage = idsOf(fixture.queue.list(null, TaskState.PENDING, null, 3));
    assertThat(firstPage).containsExactly(ids.get(4), ids.get(3), ids.get(2));
    assertThat(idsOf(fixture.queue.list(null, TaskState.PENDING, firstPage.get(2), 3)))
        .containsExactly(ids.get(1));
    assertThat(idsOf(fixture.queue.list(null, TaskState.DONE, null, 0)))
        .containsExactly(ids.get(0));
    assertThat(fixture.queue.counts(null))
        .isEqualTo(
            Map.of(
                TaskState.PENDING,
                4L,
                TaskState.ACTIVE,
                0L,
                TaskState.DONE,
                1L,
                TaskState.FAILED,
                0L));
  }

  @Test
  void anUnknownTaskIsNotFound() {
    assertThat(fixture.queue.find(UUID.randomUUID())).isEmpty();
  }

  private static long waitingFor(String kindOfLock) {
    return database.number(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = '" + kindOfLock + "'");
  }

  private static List<UUID> idsOf(List<Task> tasks) {
    return tasks.stream().map(Task::id).toList();
  }

  private static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(Collections.nCopies(times, work))) {
        results.add(future.get());
      }
      return results;
    }
  }
}
