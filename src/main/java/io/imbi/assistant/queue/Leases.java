package io.imbi.assistant.queue;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** How workers come to hold tasks, and go on holding them. */
@Singleton
final class Leases {

  private final QueueDatabase database;
  private final TaskStore store;
  private final TaskRegistry registry;
  private final QueueClock clock;
  private final QueueSettings settings;

  Leases(
      QueueDatabase database,
      TaskStore store,
      TaskRegistry registry,
      QueueClock clock,
      QueueSettings settings) {
    this.database = database;
    this.store = store;
    this.registry = registry;
    this.clock = clock;
    this.settings = settings;
  }

  /** How long a task is held without being renewed. */
  Duration length() {
    return settings.lease();
  }

  /** Makes the model slots that this process may use. */
  void provideModelSlots() {
    database.inTransaction(
        connection -> store.provideModelSlots(connection, settings.modelCalls()));
  }

  /** Takes the most urgent task that may run now and whose type this process knows. */
  Claim claim(String worker) {
    Map<String, TaskType> types = registry.types();
    return database.inTransaction(
        connection -> {
          Instant now = clock.now(connection);
          Instant until = now.plus(settings.lease());
          return store.claim(connection, worker, types, settings.modelCalls(), now, until);
        });
  }

  /** Holds tasks for the length of another lease, as far as they are still the worker's. */
  Renewal renew(String worker, Collection<UUID> tasks) {
    return database.inTransaction(
        connection -> {
          Instant now = clock.now(connection);
          Instant until = now.plus(settings.lease());
          return new Renewal(now, store.renew(connection, worker, tasks, until));
        });
  }

  /**
   * What was renewed.
   *
   * @param now when
   * @param held attempt by id of the tasks that are still the worker's
   */
  record Renewal(Instant now, Map<UUID, Integer> held) {}
}
