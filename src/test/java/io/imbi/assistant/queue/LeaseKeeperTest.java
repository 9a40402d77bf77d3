package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.queue.Attempt.Interruption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {

  private static final String TYPE = "test.long";
  private static final Duration LEASE = QueueFixture.SETTINGS.lease();

  private static TestDatabase database;

  private final SettableClock clock = new SettableClock();
  private final AtomicLong nanoTime = new AtomicLong();
  private final CountDownLatch inHandler = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final Set<Attempt> running = new HashSet<>();
  private Unreliable network;
  private QueueFixture fixture;
  private Attempt attempt;
  private Thread thread;
  private LeaseKeeper keeper;

  @BeforeAll
  static void migrate() {
    database = new TestDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** One task is claimed, and its handler runs until it is interrupted. */
  @BeforeEach
  void prepare() throws InterruptedException {
    database.empty();
    network = new Unreliable(database);
    fixture =
        new QueueFixture(
            network,
            clock,
            new TaskType(
                TYPE,
                TaskPolicy.STANDARD.withTimeout(Duration.ofMinutes(5)),
                task -> {
                  inHandler.countDown();
                  never.await();
                  return TaskOutcome.done();
                }));
    fixture.enqueue(NewTask.of(TYPE, payload(1)));
    Task task = fixture.claim();
    attempt = new Attempt(task, fixture.registry.type(TYPE), nanoTime.get() + LEASE.toNanos());
    running.add(attempt);
    keeper = new LeaseKeeper("test", running, fixture.leases, nanoTime::get);
    thread = Thread.ofVirtual().start(() -> fixture.runner.run(attempt));
    inHandler.await();
  }

  @AfterEach
  void letGo() throws InterruptedException {
    never.countDown();
    thread.join();
  }

  @Test
  void aLeaseThatIsRenewedIsNotLost() {
    for (int i = 0; i < 10; i++) {
      pass(LEASE.dividedBy(3));
      keeper.renew();
    }
    fixture.housekeeper.reap();

    assertThat(attempt.interruption()).isNull();
    assertThat(fixture.find(attempt.task().id()).state()).isEqualTo(TaskState.ACTIVE);
  }

  @Test
  void theHandlerOfATaskThatWasTakenOverIsInterrupted() throws InterruptedException {
    pass(LEASE.plusMillis(1));
    fixture.housekeeper.reap();
    Task taken = fixture.claim();

    keeper.renew();
    thread.join();

    assertThat(attempt.interruption()).isEqualTo(Interruption.LEASE_LOST);
    assertThat(fixture.find(taken.id())).isEqualTo(taken);
  }

  @Test
  void aWorkerThatIsCutOffGivesUpWhenItsLeaseHasEnded() throws InterruptedException {
    network.cut();
    pass(LEASE.minusMillis(1));
    keeper.renew();
    assertThat(attempt.interruption()).isNull();

    pass(Duration.ofMillis(1));
    keeper.renew();
    thread.join();

    assertThat(attempt.interruption()).isEqualTo(Interruption.LEASE_LOST);
  }

  @Test
  void aHandlerThatOverrunsIsInterruptedAndItsAttemptHasFailed() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofSeconds(15));
      keeper.renew();
    }
    assertThat(attempt.interruption()).isNull();
    pass(Duration.ofSeconds(1));
    keeper.renew();
    thread.join();

    assertThat(attempt.interruption()).isEqualTo(Interruption.TIMED_OUT);
    Task ended = fixture.find(attempt.task().id());
    assertThat(ended.state()).isEqualTo(TaskState.PENDING);
    assertThat(ended.error()).isEqualTo("The work took longer than PT5M");
  }

  private void pass(Duration time) {
    clock.advance(time);
    nanoTime.addAndGet(time.toNanos());
  }
}
