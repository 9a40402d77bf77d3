package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.database.Sql;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.EnqueueOutcome.Enqueued;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The queue as the container puts it together. */
class QueueWiringTest {

  private static final String ONLY_HERE = "queue-wiring-test";
  private static final String CLOSING = "queue-wiring-test-closing";
  private static final String HELD = "wiring.held";
  private static final String FIRST = "wiring.first";
  private static final String SECOND = "wiring.second";

  private static final TestPostgres DATABASE = TestPostgres.create();

  private static ApplicationContext context;

  /** Holds the queue that will hold it. */
  @Singleton
  @Requires(property = ONLY_HERE)
  static final class Chain implements TaskTypes {

    private final TaskQueue queue;

    Chain(TaskQueue queue) {
      this.queue = queue;
    }

    @Override
    public List<TaskType> types() {
      return List.of(
          new TaskType(
              FIRST,
              TaskPolicy.STANDARD,
              task ->
                  switch (queue.enqueue(
                      NewTask.of(SECOND, task.payload()).onResult("wiring", "x"))) {
                    case Enqueued(UUID id) -> TaskOutcome.done(Json.text(id.toString()));
                    case EnqueueOutcome.Duplicate _, EnqueueOutcome.RateLimited _ ->
                        TaskOutcome.failed("not enqueued");
                  }),
          new TaskType(SECOND, TaskPolicy.STANDARD, task -> TaskOutcome.done(Json.text("second"))));
    }
  }

  /** Work that ends when it is told to. */
  @Singleton
  @Requires(property = CLOSING)
  static final class Held implements TaskTypes {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @Override
    public List<TaskType> types() {
      return List.of(
          new TaskType(
              HELD,
              TaskPolicy.STANDARD,
              task -> {
                begun.countDown();
                letGo.await();
                return TaskOutcome.done();
              }));
    }
  }

  /** Writes on the thread's transaction, not on the connection that it is given. */
  @Singleton
  @Requires(property = ONLY_HERE)
  static final class Router implements ResultRouter {

    private final TransactionOperations<Connection> transactions;

    Router(TransactionOperations<Connection> transactions) {
      this.transactions = transactions;
    }

    @Override
    public String name() {
      return "wiring";
    }

    @Override
    public void deliver(Task task, Connection transaction) {
      boolean same =
          transactions.executeWrite(
              status -> {
                Sql.of("INSERT INTO public.routed VALUES (?)", task.id())
                    .update(status.getConnection());
                return transactionId(status.getConnection()) == transactionId(transaction);
              });
      assertThat(same).isTrue();
    }

    private static long transactionId(Connection connection) throws SQLException {
      return Sql.of("SELECT txid_current()").one(connection, row -> row.getLong(1)).orElseThrow();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    try (Connection connection = DATABASE.dataSource().getConnection()) {
      Sql.of("CREATE TABLE public.routed (task uuid)").run(connection);
    }
    context = application(ONLY_HERE);
  }

  private static ApplicationContext application(String beans) {
    Map<String, Object> properties = new HashMap<>(DATABASE.properties());
    properties.put(beans, true);
    properties.put("imbi.queue.worker", true);
    // So that only notifications can wake the worker.
    properties.put("imbi.queue.poll-interval", "1h");
    return ApplicationContext.run(properties);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void aWorkerRunsWhatIsEnqueuedAndRoutersJoinItsTransaction() throws Exception {
    TaskQueue queue = context.getBean(TaskQueue.class);

    UUID first = enqueued(queue.enqueue(NewTask.of(FIRST, payload(1))));
    await().until(() -> queue.find(first).map(Task::state).equals(Optional.of(TaskState.DONE)));
    UUID second =
        UUID.fromString(
            Objects.requireNonNull(queue.find(first).orElseThrow().result()).textValue());
    await().until(() -> queue.find(second).map(Task::state).equals(Optional.of(TaskState.DONE)));

    try (Connection connection = DATABASE.dataSource().getConnection()) {
      assertThat(
              Sql.of("SELECT task FROM public.routed")
                  .all(connection, row -> row.getObject(1, UUID.class)))
          .containsExactly(second);
    }
    assertThat(
            context
                .getBean(MeterRegistry.class)
                .get("imbi.queue.attempt")
                .tags("type", SECOND, "ending", "done")
                .timer()
                .count())
        .isEqualTo(1);
  }

  @Test
  void enqueueingTakesPartInTheCallersTransaction() {
    TaskQueue queue = context.getBean(TaskQueue.class);
    @SuppressWarnings("unchecked") // The container knows the type of its connections.
    TransactionOperations<Connection> transactions = context.getBean(TransactionOperations.class);
    var undone = new RuntimeException("undone");
    UUID[] id = new UUID[1];

    assertThatThrownBy(
            () ->
                transactions.executeWrite(
                    status -> {
                      NewTask later =
                          NewTask.of(FIRST, payload(2))
                              .notBefore(Instant.now().plus(Duration.ofDays(1)));
                      id[0] = enqueued(queue.enqueue(later));
                      assertThat(queue.find(id[0])).isPresent();
                      throw undone;
                    }))
        .isSameAs(undone);

    assertThat(queue.find(id[0])).isEmpty();
  }

  @Test
  void closingTheApplicationLetsItsTasksEnd() throws Exception {
    ApplicationContext closing = application(CLOSING);
    UUID id = enqueued(closing.getBean(TaskQueue.class).enqueue(NewTask.of(HELD, payload(3))));
    Held held = closing.getBean(Held.class);
    held.begun.await();

    Thread close = Thread.ofVirtual().start(closing::close);
    await().until(() -> close.getState() == Thread.State.TIMED_WAITING);
    held.letGo.countDown();
    close.join();

    assertThat(context.getBean(TaskQueue.class).find(id).map(Task::state)).contains(TaskState.DONE);
  }

  @Test
  void aFailureOfTheDatabaseIsSaidInTheQueuesTerms() {
    PooledDatabase database = context.getBean(PooledDatabase.class);

    assertThatThrownBy(
            () ->
                database.inTransaction(
                    connection -> {
                      Sql.of("SELECT 1 / 0").run(connection);
                      return true;
                    }))
        .isInstanceOf(QueueStorageException.class)
        .hasMessageContaining("division by zero");
  }

  private static UUID enqueued(EnqueueOutcome outcome) {
    return ((Enqueued) outcome).id();
  }
}
