package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.idle;
import static io.imbi.assistant.queue.QueueFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which task is next. */
class ClaimTest {

  private static final String PLAIN = "test.plain";
  private static final String MODEL = "test.model";
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
            idle(PLAIN, TaskPolicy.STANDARD.allowingDuplicates()),
            idle(MODEL, TaskPolicy.STANDARD.allowingDuplicates().callingModel()));
  }

  @Test
  void theMostUrgentComesFirstAndOfThoseTheOldest() {
    UUID ordinary = plain(Priority.DEFAULT);
    UUID low = plain(Priority.LOW_CONFIDENCE);
    UUID chat = plain(Priority.CHAT);
    UUID laterChat = plain(Priority.CHAT);
    UUID approved = plain(Priority.APPROVED_ACTION);

    assertThat(claimAll()).containsExactly(chat, laterChat, approved, ordinary, low);
  }

  @Test
  void aClaimedTaskIsActiveAndNobodyElses() {
    UUID id = plain(Priority.DEFAULT);

    Task claimed = fixture.claim();

    assertThat(claimed.id()).isEqualTo(id);
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(fixture.find(id).state()).isEqualTo(TaskState.ACTIVE);
    assertThat(fixture.find(id).startedAt()).isEqualTo(clock.now());
    assertThat(fixture.nothingToClaim()).isTrue();
  }

  @Test
  void aTaskWaitsForItsTimeAndLetsOthersPass() {
    UUID later =
        fixture.enqueue(
            NewTask.of(PLAIN, payload(1))
                .withPriority(Priority.CHAT)
                .notBefore(clock.now().plus(MINUTE)));
    UUID now = plain(Priority.DEFAULT);

    assertThat(claimAll()).containsExactly(now);
    clock.advance(MINUTE);
    assertThat(claimAll()).containsExactly(later);
  }

  @Test
  void aWorkerTakesOnlyWhatItKnows() {
    plain(Priority.DEFAULT);
    var other = new QueueFixture(database, clock, idle("test.other", TaskPolicy.STANDARD));
    var knowsNothing = new QueueFixture(database, clock);

    assertThat(other.nothingToClaim()).isTrue();
    assertThat(knowsNothing.nothingToClaim()).isTrue();
    assertThat(fixture.nothingToClaim()).isFalse();
  }

  @Test
  void tasksOfASeriesRunOneAtATimeInTheirOrder() {
    UUID first = series("a", Priority.DEFAULT);
    UUID second = series("a", Priority.CHAT);
    UUID third = series("a", Priority.DEFAULT);
    UUID other = series("b", Priority.DEFAULT);

    Task run = fixture.claim();
    assertThat(run.id()).isEqualTo(first);
    assertThat(claimAll()).containsExactly(other);
    fixture.run(run);
    assertThat(fixture.runNext().id()).isEqualTo(second);
    assertThat(fixture.runNext().id()).isEqualTo(third);
  }

  @Test
  void aSeriesWaitsForTheAttemptsOfItsFirst() {
    UUID first = series("a", Priority.DEFAULT);
    UUID second = series("a", Priority.DEFAULT);

    fixture.completion.retry(fixture.claim(), "not yet", MINUTE);
    assertThat(fixture.nothingToClaim()).isTrue();
    clock.advance(MINUTE);
    Task run = fixture.claim();
    assertThat(run.id()).isEqualTo(first);
    fixture.completion.failed(run, "never");
    assertThat(claimAll()).containsExactly(second);
  }

  @Test
  void tasksThatCallTheModelWaitForASlotAndLetOthersPass() {
    UUID first = model(Priority.CLASSIFICATION);
    UUID second = model(Priority.CLASSIFICATION);
    UUID third = model(Priority.CLASSIFICATION);
    UUID chat = model(Priority.CHAT);
    UUID ordinary = plain(Priority.LOW_CONFIDENCE);

    Task chatRun = fixture.claim();
    Task firstRun = fixture.claim();
    assertThat(chatRun.id()).isEqualTo(chat);
    assertThat(firstRun.id()).isEqualTo(first);
    assertThat(claimAll()).containsExactly(ordinary);

    fixture.run(chatRun);
    Task secondRun = fixture.claim();
    assertThat(secondRun.id()).isEqualTo(second);
    assertThat(fixture.nothingToClaim()).isTrue();
    assertThat(fixture.find(third).state()).isEqualTo(TaskState.PENDING);
  }

  @Test
  void aSlotComesBackHoweverTheRunEnds() {
    for (int i = 0; i < 6; i++) {
      model(Priority.DEFAULT);
    }
    Task abandoned = fixture.claim();
    Task run = fixture.claim();
    assertThat(slotsTaken()).isEqualTo(2);

    fixture.completion.failed(run, "never");
    assertThat(slotsTaken()).isEqualTo(1);
    fixture.completion.retry(fixture.claim(), "not yet", MINUTE);
    assertThat(slotsTaken()).isEqualTo(1);
    fixture.completion.released(fixture.claim());
    assertThat(slotsTaken()).isEqualTo(1);

    clock.advance(QueueFixture.SETTINGS.lease().plusMillis(1));
    fixture.housekeeper.reap();
    assertThat(slotsTaken()).isZero();
    assertThat(fixture.find(abandoned.id()).state()).isEqualTo(TaskState.PENDING);
  }

  @Test
  void fewerSlotsCanBeUsedThanThereOnceWere() {
    var one =
        new QueueFixture(
            database,
            clock,
            new QueueSettings(
                4,
                1,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofDays(7)),
            List.of(idle(MODEL, TaskPolicy.STANDARD)),
            List.of());
    model(Priority.DEFAULT);
    model(Priority.DEFAULT);

    one.claim();

    assertThat(one.nothingToClaim()).isTrue();
  }

  @Test
  void whoeverLosesTheLastSlotTakesSomethingElse() throws Exception {
    model(Priority.CHAT);
    fixture.claim();
    model(Priority.CHAT);
    UUID passedOver = model(Priority.CHAT);
    UUID ordinary = plain(Priority.DEFAULT);

    Future<Claim> loser;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      loser =
          database.inTransaction(
              connection -> {
                Instant until = clock.now().plus(MINUTE);
                Claim winner =
                    fixture.store.claim(
                        connection, "winner", fixture.registry.types(), 2, clock.now(), until);
                assertThat(winner).isInstanceOf(Claim.Claimed.class);
                Future<Claim> waiting = threads.submit(() -> fixture.leases.claim("loser"));
                await().until(() -> waitingForAnotherTransaction() == 1);
                return waiting;
              });
    }

    assertThat(loser.get()).isEqualTo(new Claim.SlotLost());
    assertThat(claimAll()).containsExactly(ordinary);
    assertThat(fixture.find(passedOver).state()).isEqualTo(TaskState.PENDING);
  }

  @Test
  void manyWhoClaimAtOnceGetDifferentTasksAndNoMoreThanTheSlots() throws Exception {
    for (int i = 0; i < 20; i++) {
      model(Priority.CHAT);
      series("s" + i % 3, Priority.DEFAULT);
      plain(Priority.LOW_CONFIDENCE);
    }

    List<UUID> claimed = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<UUID>> claimAll = this::claimAll;
      for (Future<List<UUID>> one :
          threads.invokeAll(List.of(claimAll, claimAll, claimAll, claimAll))) {
        claimed.addAll(one.get());
      }
    }
    claimed.addAll(claimAll());

    assertThat(new HashSet<>(claimed)).hasSameSizeAs(claimed);
    assertThat(claimed.stream().map(id -> fixture.find(id).type()).filter(MODEL::equals))
        .hasSize(2);
    assertThat(claimed).hasSize(2 + 3 + 20);
  }

  private UUID plain(int priority) {
    return fixture.enqueue(NewTask.of(PLAIN, payload(0)).withPriority(priority));
  }

  private UUID model(int priority) {
    return fixture.enqueue(NewTask.of(MODEL, payload(0)).withPriority(priority));
  }

  private UUID series(String key, int priority) {
    return fixture.enqueue(NewTask.of(PLAIN, payload(0)).withPriority(priority).inSeries(key));
  }

  private List<UUID> claimAll() {
    List<UUID> claimed = new ArrayList<>();
    while (true) {
      switch (fixture.leases.claim("test")) {
        case Claim.Claimed(Task task, TaskType _) -> claimed.add(task.id());
        case Claim.SlotLost() -> {}
        case Claim.Nothing() -> {
          return claimed;
        }
      }
    }
  }

  private static long waitingForAnotherTransaction() {
    return database.number(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'");
  }

  private static long slotsTaken() {
    return database.number(
        "SELECT count(*) FROM imbi_assistant.model_slot WHERE task_id IS NOT NULL");
  }
}
