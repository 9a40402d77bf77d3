package io.imbi.assistant.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The parts of a queue, put together as the service does. Two fixtures are two processes. */
final class QueueFixture {

  static final QueueSettings SETTINGS =
      new QueueSettings(
          4,
          2,
          Duration.ofSeconds(30),
          Duration.ofMillis(20),
          Duration.ofSeconds(10),
          Duration.ofDays(7));

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final QueueSettings settings;
  final QueueDatabase database;
  final QueueClock clock;
  final TaskStore store = new TaskStore();
  final TaskRegistry registry;
  final Enqueuer enqueuer;
  final Completion completion;
  final Leases leases;
  final TaskRunner runner;
  final Housekeeper housekeeper;
  final TaskQueue queue;

  QueueFixture(
      QueueDatabase database,
      QueueClock clock,
      QueueSettings settings,
      List<TaskType> types,
      List<ResultRouter> routers) {
    this.database = database;
    this.clock = clock;
    this.settings = settings;
    var metrics = new QueueMetrics(meters);
    registry = new TaskRegistry(List.of(() -> types), routers);
    enqueuer = new Enqueuer(registry, clock);
    completion = new Completion(database, store, enqueuer, registry, clock);
    leases = new Leases(database, store, registry, clock, settings);
    runner = new TaskRunner(completion, metrics);
    housekeeper = new Housekeeper(database, store, completion, clock, metrics, settings);
    queue = new TaskQueue(database, enqueuer, store);
    leases.provideModelSlots();
  }

  QueueFixture(QueueDatabase database, QueueClock clock, TaskType... types) {
    this(database, clock, SETTINGS, List.of(types), List.of());
  }

  Worker worker() {
    return worker(List.of());
  }

  Worker worker(List<ScheduledTasks> schedules) {
    return new Worker(settings, database, leases, runner, housekeeper, ticker(schedules));
  }

  ScheduleTicker ticker(List<ScheduledTasks> schedules) {
    return new ScheduleTicker(database, enqueuer, clock, List.of(() -> schedules));
  }

  /** Enqueues, and expects no policy to be in the way. */
  UUID enqueue(NewTask task) {
    return switch (queue.enqueue(task)) {
      case EnqueueOutcome.Enqueued(UUID id) -> id;
      case EnqueueOutcome.Duplicate duplicate -> throw new AssertionError(duplicate);
      case EnqueueOutcome.RateLimited limited -> throw new AssertionError(limited);
    };
  }

  Task find(UUID id) {
    return queue.find(id).orElseThrow();
  }

  /** Claims, and expects there to be something. */
  Task claim() {
    return switch (leases.claim("test")) {
      case Claim.Claimed(Task task, TaskType _) -> task;
      case Claim.Nothing nothing -> throw new AssertionError(nothing);
      case Claim.SlotLost lost -> throw new AssertionError(lost);
    };
  }

  boolean nothingToClaim() {
    return leases.claim("test") instanceof Claim.Nothing;
  }

  /** Claims and runs one task to its end. */
  Task runNext() {
    Task task = claim();
    run(task);
    return find(task.id());
  }

  void run(Task task) {
    runner.run(attempt(task));
  }

  Attempt attempt(Task task) {
    return new Attempt(
        task, registry.type(task.type()), System.nanoTime() + settings.lease().toNanos());
  }

  static TaskType type(String name, TaskPolicy policy, TaskHandler handler) {
    return new TaskType(name, policy, handler);
  }

  static TaskType idle(String name, TaskPolicy policy) {
    return type(name, policy, task -> TaskOutcome.done());
  }

  static JsonNode payload(int number) {
    return Json.object().put("number", number);
  }
}
