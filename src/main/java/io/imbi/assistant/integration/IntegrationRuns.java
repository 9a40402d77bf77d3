package io.imbi.assistant.integration;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.queue.EnqueueOutcome;
import io.imbi.assistant.queue.NewTask;
import io.imbi.assistant.queue.TaskQueue;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs integrations when somebody asks for it. Blocking. */
@Singleton
public final class IntegrationRuns {

  private final Integrations integrations;
  private final TaskQueue queue;
  private final DailyLog log;
  private final TransactionOperations<Connection> transactions;

  IntegrationRuns(
      Integrations integrations,
      TaskQueue queue,
      DailyLog log,
      TransactionOperations<Connection> transactions) {
    this.integrations = integrations;
    this.queue = queue;
    this.log = log;
    this.transactions = transactions;
  }

  /** What became of it. */
  public sealed interface Run {

    /**
     * @param tasks all of them, or none if the enqueueing failed
     */
    record Enqueued(List<UUID> tasks) implements Run {}

    record NoSuchIntegration() implements Run {}

    /** There is none of this name, or it is not switched on. */
    record NoSuchPlatform() implements Run {}

    record NothingToRun() implements Run {}
  }

  /**
   * Enqueues the entry tasks of an integration.
   *
   * @param platform of this platform only; null for all that are switched on
   */
  public Run run(String id, @Nullable String platform, Delegate by) {
    Optional<Integration> integration = integrations.find(id);
    if (integration.isEmpty()) {
      return new Run.NoSuchIntegration();
    }
    List<Platform> platforms =
        integration.get().platforms().stream()
            .filter(each -> platform == null || each.name().equals(platform))
            .toList();
    if (platform != null && platforms.isEmpty()) {
      return new Run.NoSuchPlatform();
    }
    List<NewTask> tasks = platforms.stream().flatMap(each -> each.entryTasks().stream()).toList();
    if (tasks.isEmpty()) {
      return new Run.NothingToRun();
    }
    return transactions.executeWrite(
        status -> {
          List<UUID> ids = new ArrayList<>();
          for (NewTask task : tasks) {
            ids.add(enqueued(queue.enqueue(task.byHand().ownedBy(by.owner().value()))));
          }
          log.write(
              "Integration run",
              id + (platform == null ? "" : ", " + platform) + ", by " + by.owner().value());
          return new Run.Enqueued(ids);
        });
  }

  private static UUID enqueued(EnqueueOutcome outcome) {
    return switch (outcome) {
      case EnqueueOutcome.Enqueued(UUID id) -> id;
      case EnqueueOutcome.Duplicate(UUID existing) -> existing;
      case EnqueueOutcome.RateLimited limited ->
          throw new IllegalStateException("What is asked for by hand has no limit: " + limited);
    };
  }
}
