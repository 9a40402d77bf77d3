package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.payload;
import static io.imbi.assistant.queue.QueueFixture.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole workers, with their own threads; two fixtures are two processes. */
class WorkerTest {

  private static final String COUNTED = "test.counted";
  private static final String MODEL = "test.model";
  private static final String HELD = "test.held";

  private static TestDatabase database;

  private final SettableClock clock = new SettableClock();
  private final Map<UUID, AtomicInteger> runs = new ConcurrentHashMap<>();
  private final AtomicInteger modelCalls = new AtomicInteger();
  private final AtomicInteger mostModelCalls = new AtomicInteger();
  private final CountDownLatch bothSlots = new CountDownLatch(2);
  private final Semaphore holding = new Semaphore(0);
  private final Semaphore interrupted = new Semaphore(0);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final List<Worker> workers = new ArrayList<>();

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
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    letGo.countDown();
    for (Worker worker : workers) {
      worker.stop();
    }
  }

  @Test
  void twoWorkersRunThousandsOfTasksEachOnceAndOverloadNoModel() {
    QueueFixture one = process(database, settings());
    QueueFixture two = process(database, settings());
    List<NewTask> tasks = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      tasks.add(NewTask.of(i % 20 == 0 ? MODEL : COUNTED, payload(i)).withPriority(i % 9));
    }
    tasks.subList(0, 1000).forEach(one::enqueue);

    start(one);
    start(two);
    tasks.subList(1000, 2000).forEach(two::enqueue);

    await().atMost(Duration.ofMinutes(2)).until(() -> count(one, TaskState.DONE) == 2000);
    assertThat(runs).hasSize(2000);
    assertThat(runs.values()).allMatch(times -> times.get() == 1);
    assertThat(mostModelCalls.get()).isEqualTo(2);
    assertThat(runsOf(one)).isPositive();
    assertThat(runsOf(two)).isPositive();
    assertThat(runsOf(one) + runsOf(two)).isEqualTo(2000);
  }

  @Test
  void aNotificationWakesAWorkerThatHasNothingToDo() {
    QueueFixture fixture = process(database, patient());
    start(fixture);
    awaitListener(0);

    UUID id = fixture.enqueue(NewTask.of(COUNTED, payload(1)));

    awaitState(fixture, id, TaskState.DONE);
  }

  @Test
  void notificationsComeBackAfterTheirConnectionIsLost() {
    QueueFixture fixture = process(database, patient());
    start(fixture);
    long lost = awaitListener(0);
    database.execute("SELECT pg_terminate_backend(" + lost + ")");
    awaitListener(lost);

    UUID id = fixture.enqueue(NewTask.of(COUNTED, payload(1)));

    awaitState(fixture, id, TaskState.DONE);
  }

  @Test
  void aTaskThatBecomesDueIsFoundWithoutANotification() {
    QueueFixture fixture = process(database, settings());
    UUID id =
        fixture.enqueue(NewTask.of(COUNTED, payload(1)).notBefore(clock.now().plusSeconds(60)));
    start(fixture);
    awaitListener(0);

    clock.advance(Duration.ofSeconds(60));

    awaitState(fixture, id, TaskState.DONE);
  }

  @Test
  void whatWasEnqueuedBeforeARestartRunsAfterIt() throws InterruptedException {
    QueueFixture before = process(database, settings());
    start(before).stop();
    UUID id = before.enqueue(NewTask.of(COUNTED, payload(1)));

    QueueFixture after = process(database, settings());
    start(after);

    awaitState(after, id, TaskState.DONE);
    assertThat(runsOf(before)).isZero();
  }

  @Test
  void theTasksOfAWorkerThatIsCutOffAreTakenOverAndBrokenOff() throws InterruptedException {
    var network = new Unreliable(database);
    QueueFixture lost = process(network, shortLease());
    UUID id = lost.enqueue(NewTask.of(HELD, payload(1)));
    start(lost);
    holding.acquire();

    network.cut();
    QueueFixture other = process(database, shortLease());
    start(other);
    clock.advance(shortLease().lease().plusMillis(1));

    holding.acquire();
    interrupted.acquire();
    assertThat(other.find(id).attempt()).isEqualTo(2);
    network.mend();
    letGo.countDown();
    awaitState(other, id, TaskState.DONE);
    assertThat(other.find(id).attempt()).isEqualTo(2);
  }

  @Test
  void aWorkerThatStopsLetsItsTasksEndAndTakesNoMore() throws InterruptedException {
    QueueFixture fixture = process(database, settings());
    UUID running = fixture.enqueue(NewTask.of(HELD, payload(1)));
    Worker worker = start(fixture);
    holding.acquire();

    Thread stopping = Thread.ofVirtual().start(() -> stop(worker));
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    UUID late = fixture.enqueue(NewTask.of(COUNTED, payload(2)));
    letGo.countDown();
    stopping.join();

    assertThat(fixture.find(running).state()).isEqualTo(TaskState.DONE);
    assertThat(fixture.find(late).state()).isEqualTo(TaskState.PENDING);
  }

  @Test
  void whatDoesNotEndWithinTheGraceIsGivenBack() throws InterruptedException {
    QueueFixture fixture = process(database, withoutGrace());
    UUID id = fixture.enqueue(NewTask.of(HELD, payload(1)));
    Worker worker = start(fixture);
    holding.acquire();

    worker.stop();

    assertThat(interrupted.tryAcquire()).isTrue();
    assertThat(fixture.find(id).state()).isEqualTo(TaskState.PENDING);
    assertThat(fixture.find(id).failures()).isZero();
  }

  @Test
  void nextInASeriesFollowsAtOnce() {
    QueueFixture one = process(database, patient());
    QueueFixture two = process(database, patient());
    start(one);
    start(two);

    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(one.enqueue(NewTask.of(COUNTED, payload(i)).inSeries("conversation")));
    }

    awaitState(one, ids.getLast(), TaskState.DONE);
    List<Task> done = ids.stream().map(one::find).toList();
    for (int i = 1; i < done.size(); i++) {
      assertThat(done.get(i - 1).state()).isEqualTo(TaskState.DONE);
    }
    assertThat(startOrder).containsExactlyElementsOf(ids);
  }

  private final List<UUID> startOrder = Collections.synchronizedList(new ArrayList<>());

  private QueueFixture process(QueueDatabase network, QueueSettings settings) {
    TaskPolicy policy = TaskPolicy.STANDARD;
    return new QueueFixture(
        network,
        clock,
        settings,
        List.of(
            type(COUNTED, policy, this::count),
            type(MODEL, policy.callingModel(), this::callModel),
            type(HELD, policy, this::hold)),
        List.of());
  }

  private TaskOutcome count(Task task) {
    startOrder.add(task.id());
    runs.computeIfAbsent(task.id(), id -> new AtomicInteger()).incrementAndGet();
    return TaskOutcome.done();
  }

  /** The first two calls wait for each other: so many are possible at once. */
  private TaskOutcome callModel(Task task) throws InterruptedException {
    int now = modelCalls.incrementAndGet();
    mostModelCalls.accumulateAndGet(now, Math::max);
    try {
      bothSlots.countDown();
      assertThat(bothSlots.await(20, TimeUnit.SECONDS)).isTrue();
      return count(task);
    } finally {
      modelCalls.decrementAndGet();
    }
  }

  private TaskOutcome hold(Task task) throws InterruptedException {
    holding.release();
    try {
      letGo.await();
    } catch (InterruptedException e) {
      interrupted.release();
      throw e;
    }
    return TaskOutcome.done();
  }

  private Worker start(QueueFixture fixture) {
    Worker worker = fixture.worker();
    workers.add(worker);
    worker.start();
    return worker;
  }

  private static void stop(Worker worker) {
    try {
      worker.stop();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The process id of the server behind a listening connection that is not the one before. */
  private static long awaitListener(long before) {
    String listener =
        """
        SELECT coalesce(max(pid), 0) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%%' AND pid <> %d
        """
            .formatted(before);
    await().until(() -> database.number(listener) > 0);
    return database.number(listener);
  }

  private static void awaitState(QueueFixture fixture, UUID id, TaskState state) {
    await().atMost(Duration.ofSeconds(20)).until(() -> fixture.find(id).state() == state);
  }

  private static long count(QueueFixture fixture, TaskState state) {
    return fixture.queue.counts(null).getOrDefault(state, 0L);
  }

  private static long runsOf(QueueFixture fixture) {
    return fixture.meters.find("imbi.queue.attempt").timers().stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }

  private static QueueSettings settings() {
    return QueueFixture.SETTINGS;
  }

  /** Looks for work only when it is told to. */
  private static QueueSettings patient() {
    return new QueueSettings(
        4,
        2,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofSeconds(10),
        Duration.ofDays(7));
  }

  private static QueueSettings shortLease() {
    return new QueueSettings(
        4,
        2,
        Duration.ofSeconds(1),
        Duration.ofMillis(20),
        Duration.ofSeconds(10),
        Duration.ofDays(7));
  }

  private static QueueSettings withoutGrace() {
    return new QueueSettings(
        4, 2, Duration.ofSeconds(30), Duration.ofMillis(20), Duration.ZERO, Duration.ofDays(7));
  }
}
