import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.NewTask;
import io.imbi.assistant.queue.Priority;
import io.imbi.assistant.queue.ResultRouter;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskOutcome;
import io.imbi.assistant.queue.TaskPolicy;
import io.imbi.assistant.queue.TaskQueue;
import io.imbi.assistant.queue.TaskType;
import io.imbi.assistant.queue.TaskTypes;
import io.micronaut.context.ApplicationContext;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Ten thousand tasks, two worker processes, one of them killed half-way; then it is counted what
 * each task did. Run with {@code bench/queue}.
 *
 * <p>A handler writes a row when it begins, on a connection of its own, and so leaves one even if
 * its worker dies. The result router writes a row in the transaction that ends the task. No table
 * has a key: whatever happens twice is there twice.
 */
final class QueueBench {

  private static final int TASKS = 10_000;
  private static final int SERIES = 50;
  private static final int MODEL_SLOTS = 4;
  private static final int CONCURRENCY = 16;
  private static final Duration WORK = Duration.ofMillis(20);

  private QueueBench() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 3) {
      work(arguments[1], arguments[2]);
    } else {
      bench();
    }
  }

  private static void bench() throws Exception {
    TestPostgres database = TestPostgres.create();
    try (Connection connection = database.dataSource().getConnection()) {
      execute(connection, "CREATE TABLE public.run (task uuid, attempt int, worker text)");
      execute(
          connection,
          """
          CREATE TABLE public.model_call (
              task uuid, worker text, began timestamptz DEFAULT clock_timestamp(),
              ended timestamptz)
          """);
      execute(
          connection,
          """
          CREATE TABLE public.delivery (
              place bigint GENERATED ALWAYS AS IDENTITY, task uuid, state text, series text)
          """);
      enqueue(database);
      killHalfWay(database, connection);
      report(connection);
    }
    System.exit(0);
  }

  private static void enqueue(TestPostgres database) {
    try (ApplicationContext context = context(database.url(), "none", false)) {
      TaskQueue queue = context.getBean(TaskQueue.class);
      long start = System.nanoTime();
      for (int i = 0; i < TASKS; i++) {
        boolean model = i % 20 == 0;
        NewTask task =
            NewTask.of(model ? "bench.model" : "bench.plain", Json.object().put("number", i))
                .withPriority(model ? Priority.CHAT : i % 10)
                .onResult("bench", "series-" + i % SERIES);
        queue.enqueue(i % 10 == 1 ? task.inSeries("series-" + i % SERIES) : task);
      }
      say("enqueued %d tasks in %d ms", TASKS, millisSince(start));
    }
  }

  private static void killHalfWay(TestPostgres database, Connection connection) throws Exception {
    List<Process> workers = List.of(spawn(database, "one"), spawn(database, "two"));
    awaitDone(connection, 1);
    long start = System.nanoTime();
    awaitDone(connection, TASKS / 2);
    workers.get(0).destroyForcibly().waitFor();
    execute(connection, "CREATE TABLE public.killed AS SELECT clock_timestamp() AS at");
    say(
        "worker one killed after %d ms with %d tasks ended; %d were active then",
        millisSince(start), ended(connection), number(connection, ACTIVE));
    awaitDone(connection, TASKS);
    say("all ended %d ms after the first", millisSince(start));
    workers.get(1).destroy();
    say("worker two stopped with status %d", workers.get(1).waitFor());
  }

  private static void report(Connection connection) throws SQLException {
    say("tasks done: %d", number(connection, "SELECT count(*) FROM task WHERE state = 'done'"));
    say("tasks in any other state: %d", number(connection, NOT_DONE));
    say("deliveries: %d", number(connection, "SELECT count(*) FROM public.delivery"));
    say(
        "distinct tasks delivered: %d",
        number(connection, "SELECT count(DISTINCT task) FROM public.delivery"));
    say("handler runs: %d", number(connection, "SELECT count(*) FROM public.run"));
    say("tasks run more than once: %d", number(connection, RUN_AGAIN));
    say("of those, last run by the killed worker: %d", number(connection, RUN_AGAIN_WRONGLY));
    say("runs by the two workers: %s", both(connection));
    say("tasks of a series delivered out of order: %d", number(connection, OUT_OF_ORDER));
    say("most model calls at once: %d of %d", number(connection, MOST_CALLS), MODEL_SLOTS);
    say(
        "model slots still held: %d",
        number(connection, "SELECT count(*) FROM model_slot WHERE task_id IS NOT NULL"));
  }

  private static final String ACTIVE = "SELECT count(*) FROM task WHERE state = 'active'";

  private static final String NOT_DONE = "SELECT count(*) FROM task WHERE state <> 'done'";

  private static final String RUN_AGAIN =
      "SELECT count(*) FROM (SELECT task FROM public.run GROUP BY task HAVING count(*) > 1) AS t";

  /** A task is only run again because its first worker was killed: by the other one. */
  private static final String RUN_AGAIN_WRONGLY =
      """
      SELECT count(*) FROM public.run AS again
      WHERE again.attempt > 1 AND again.worker = 'one'
      """;

  private static final String OUT_OF_ORDER =
      """
      SELECT count(*) FROM (
          SELECT sequence < lag(sequence) OVER (PARTITION BY serial_key ORDER BY place) AS wrong
          FROM public.delivery JOIN task ON task.id = delivery.task
          WHERE serial_key IS NOT NULL) AS pairs
      WHERE wrong
      """;

  /** A call that was cut off ended, as far as anyone can tell, when its worker was killed. */
  private static final String MOST_CALLS =
      """
      SELECT max(running) FROM (
          SELECT sum(change) OVER (ORDER BY at, change) AS running
          FROM (
              SELECT began AS at, 1 AS change FROM public.model_call
              UNION ALL
              SELECT coalesce(ended, (SELECT at FROM public.killed)), -1
              FROM public.model_call) AS changes) AS levels
      """;

  private static String both(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM public.run WHERE worker = 'one'")
        + " and "
        + number(connection, "SELECT count(*) FROM public.run WHERE worker = 'two'");
  }

  private static void awaitDone(Connection connection, int tasks)
      throws SQLException, InterruptedException {
    while (ended(connection) < tasks) {
      Thread.sleep(50);
    }
  }

  private static long ended(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM task WHERE state IN ('done', 'failed')");
  }

  private static Process spawn(TestPostgres database, String name) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            "bench/QueueBench.java",
            "worker",
            database.url(),
            name)
        .redirectOutput(new File("target/queue-bench-" + name + ".log"))
        .redirectErrorStream(true)
        .start();
  }

  // A worker process

  private static void work(String url, String name) throws InterruptedException {
    ApplicationContext context = context(url, name, true);
    Runtime.getRuntime().addShutdownHook(new Thread(context::close));
    new CountDownLatch(1).await();
  }

  private static ApplicationContext context(String url, String name, boolean worker) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("postgres.url", url);
    properties.put("imbi.assistant.database.pool-size", CONCURRENCY);
    properties.put("imbi.queue.worker", worker);
    properties.put("imbi.queue.concurrency", CONCURRENCY);
    properties.put("imbi.queue.model-calls", MODEL_SLOTS);
    properties.put("imbi.queue.lease", "3s");
    String jdbc = jdbc(url);
    TaskTypes types =
        () ->
            List.of(
                new TaskType("bench.plain", TaskPolicy.STANDARD, task -> plain(jdbc, name, task)),
                new TaskType(
                    "bench.model",
                    TaskPolicy.STANDARD.callingModel(),
                    task -> model(jdbc, name, task)));
    return ApplicationContext.builder()
        .properties(properties)
        .singletons(types, new Router())
        .start();
  }

  private static String jdbc(String url) {
    return "jdbc:" + url.replace("postgres@", "") + "?user=postgres";
  }

  private static TaskOutcome plain(String jdbc, String worker, Task task) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbc)) {
      began(connection, worker, task);
    }
    Thread.sleep(WORK);
    return TaskOutcome.done();
  }

  private static TaskOutcome model(String jdbc, String worker, Task task) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbc)) {
      began(connection, worker, task);
      update(
          connection,
          "INSERT INTO public.model_call (task, worker) VALUES (?, ?)",
          task.id(),
          worker);
      Thread.sleep(WORK);
      update(
          connection,
          """
          UPDATE public.model_call SET ended = clock_timestamp() WHERE task = ? AND worker = ?
          """,
          task.id(),
          worker);
    }
    return TaskOutcome.done();
  }

  private static void began(Connection connection, String worker, Task task) throws SQLException {
    update(
        connection, "INSERT INTO public.run VALUES (?, ?, ?)", task.id(), task.attempt(), worker);
  }

  private static final class Router implements ResultRouter {
    @Override
    public String name() {
      return "bench";
    }

    @Override
    public void deliver(Task task, Connection transaction) throws SQLException {
      update(
          transaction,
          "INSERT INTO public.delivery (task, state, series) VALUES (?, ?, ?)",
          task.id(),
          task.state().wireName(),
          task.serialKey());
    }
  }

  private static void update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    execute(connection, "SET search_path = imbi_assistant");
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static long millisSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
  }

  private static void say(String text, Object... values) {
    System.out.println(text.formatted(values));
  }
}
