package io.imbi.assistant.queue;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.queue.EnqueueOutcome.Duplicate;
import io.imbi.assistant.queue.EnqueueOutcome.Enqueued;
import io.imbi.assistant.queue.EnqueueOutcome.RateLimited;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts tasks into the queue, as far as the policy of their type lets it. */
@Singleton
final class Enqueuer {

  private static final Logger LOG = LoggerFactory.getLogger(Enqueuer.class);

  private final TaskRegistry registry;
  private final QueueClock clock;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  Enqueuer(TaskRegistry registry, QueueClock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** What to do with a task for which the rate limit leaves no room now. */
  enum WhenLimited {
    REFUSE,
    PUT_OFF
  }

  EnqueueOutcome enqueue(Connection connection, NewTask task, WhenLimited whenLimited)
      throws SQLException {
    TaskPolicy policy = registry.type(task.type()).policy();
    if (task.onResult() != null) {
      registry.router(task.onResult().router());
    }
    String payload = StoredText.json("The payload of a " + task.type() + " task", task.payload());
    byte @Nullable [] fingerprint =
        policy.suppressesDuplicates() ? Fingerprint.of(task.payload()) : null;
    RateLimit limit = task.manual() ? null : policy.rateLimit();

    if (task.serialKey() != null) {
      // Whoever numbers a task of a series keeps others from numbering one until it is committed:
      // a lower number never appears after a higher one has run.
      lock(connection, "series", task.serialKey());
    }
    if (limit != null) {
      lock(connection, "rate", task.type());
    }
    while (true) {
      Optional<UUID> waiting = waitingDuplicate(connection, task.type(), fingerprint);
      if (waiting.isPresent() && task.manual()) {
        // It waits beside its like, which goes on to hold off others.
        fingerprint = null;
      } else if (waiting.isPresent()) {
        LOG.info("Task {} {} still waits: not enqueued again", waiting.get(), task.type());
        return new Duplicate(waiting.get());
      }
      Instant now = clock.now(connection);
      Instant counted = limit == null ? now : room(connection, task.type(), limit, now);
      if (counted.isAfter(now) && whenLimited == WhenLimited.REFUSE) {
        LOG.info("Rate limit of {} reached: not enqueued, room again at {}", task.type(), counted);
        return new RateLimited(counted);
      }
      Instant wanted = task.runAt() == null ? now : task.runAt();
      var row =
          new Row(
              ids.generate(),
              policy,
              payload,
              fingerprint,
              limit == null ? null : counted,
              now,
              wanted.isAfter(counted) ? wanted : counted);
      if (insert(connection, task, row)) {
        Notifications.send(connection);
        LOG.info("Task {} {} enqueued, priority {}", row.id(), task.type(), task.priority());
        return new Enqueued(row.id());
      }
      // Somebody else enqueued its like in this moment: find that, or if it has run, try again.
    }
  }

  private static void lock(Connection connection, String space, String name) throws SQLException {
    Sql.of(
            "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
            "imbi-assistant task " + space + " " + name)
        .run(connection);
  }

  private static Optional<UUID> waitingDuplicate(
      Connection connection, String type, byte @Nullable [] fingerprint) throws SQLException {
    if (fingerprint == null) {
      return Optional.empty();
    }
    return Sql.of(
            """
            SELECT id FROM imbi_assistant.task
            WHERE type = ? AND fingerprint = ? AND state = 'pending'
            """,
            type,
            fingerprint)
        .one(connection, row -> row.getObject("id", UUID.class));
  }

  /**
   * When the next task may be counted: a span after the {@code max}-th last one. Tasks that were
   * put off count at the time to which they were, so no span ever has more than the limit.
   */
  private static Instant room(Connection connection, String type, RateLimit limit, Instant now)
      throws SQLException {
    return Sql.of(
            """
            SELECT counted_at FROM imbi_assistant.task
            WHERE type = ? AND counted_at IS NOT NULL
            ORDER BY counted_at DESC
            OFFSET ? LIMIT 1
            """,
            type,
            limit.max() - 1)
        .one(connection, row -> row.getObject(1, OffsetDateTime.class).toInstant())
        .map(counted -> counted.plus(limit.per()))
        .filter(free -> free.isAfter(now))
        .orElse(now);
  }

  private static boolean insert(Connection connection, NewTask task, Row row) throws SQLException {
    ResultRoute route = task.onResult();
    return Sql.of(
                """
                INSERT INTO imbi_assistant.task (id, type, priority, payload, fingerprint,
                    serial_key, owner, router, reference, calls_model, max_attempts, counted_at,
                    created_at, run_at)
                VALUES (?, ?, ?, CAST(? AS json), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (type, fingerprint) WHERE state = 'pending' AND fingerprint IS NOT NULL
                DO NOTHING
                """,
                row.id(),
                task.type(),
                task.priority(),
                row.payload(),
                row.fingerprint(),
                task.serialKey(),
                task.owner(),
                route == null ? null : route.router(),
                route == null ? null : route.reference(),
                row.policy().callsModel(),
                row.policy().maxAttempts(),
                row.countedAt(),
                row.createdAt(),
                row.runAt())
            .update(connection)
        == 1;
  }

  /** What a row has that its task does not say. */
  @SuppressWarnings("ArrayRecordComponent") // Bound to a statement, never compared.
  private record Row(
      UUID id,
      TaskPolicy policy,
      String payload,
      byte @Nullable [] fingerprint,
      @Nullable Instant countedAt,
      Instant createdAt,
      Instant runAt) {}
}
