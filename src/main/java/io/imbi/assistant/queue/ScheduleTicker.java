package io.imbi.assistant.queue;

import io.imbi.assistant.database.Sql;
import io.imbi.assistant.queue.Enqueuer.WhenLimited;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enqueues what is scheduled. When a schedule is next due stands in the database, and moves on in
 * the transaction that enqueues: so it runs once, however many workers tick.
 */
@Singleton
final class ScheduleTicker {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduleTicker.class);

  private final QueueDatabase database;
  private final Enqueuer enqueuer;
  private final QueueClock clock;
  private final Map<String, ScheduledTasks> schedules = new LinkedHashMap<>();

  ScheduleTicker(
      QueueDatabase database, Enqueuer enqueuer, QueueClock clock, Collection<Schedules> beans) {
    this.database = database;
    this.enqueuer = enqueuer;
    this.clock = clock;
    for (Schedules bean : beans) {
      for (ScheduledTasks scheduled : bean.schedules()) {
        if (schedules.put(scheduled.name(), scheduled) != null) {
          throw new IllegalStateException("Two schedules are named " + scheduled.name());
        }
      }
    }
  }

  /** Notes when schedules are due first. One that is known keeps its time, unless it changed. */
  void register() {
    database.inTransaction(
        connection -> {
          Instant now = clock.now(connection);
          for (ScheduledTasks scheduled : schedules.values()) {
            register(connection, scheduled, now);
          }
          return schedules.size();
        });
  }

  private static void register(Connection connection, ScheduledTasks scheduled, Instant now)
      throws SQLException {
    Schedule schedule = scheduled.schedule();
    Sql.of(
            """
            INSERT INTO imbi_assistant.task_schedule AS known (name, definition, due_at)
            VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE
            SET definition = excluded.definition, due_at = excluded.due_at
            WHERE known.definition <> excluded.definition
            """,
            scheduled.name(),
            schedule.definition(),
            schedule.first(now))
        .update(connection);
  }

  /** Enqueues what is due. A schedule that cannot be enqueued does not keep back the others. */
  void tick() {
    if (schedules.isEmpty()) {
      return;
    }
    for (String name : due()) {
      ScheduledTasks scheduled = schedules.get(name);
      if (scheduled != null) {
        try {
          tick(scheduled);
        } catch (IllegalArgumentException e) {
          LOG.error("What is scheduled as {} cannot be enqueued", name, e);
        }
      }
    }
  }

  private List<String> due() {
    return database.inTransaction(
        connection ->
            Sql.of(
                    """
                    SELECT name FROM imbi_assistant.task_schedule
                    WHERE name = ANY (?) AND due_at <= ?
                    """,
                    schedules.keySet(),
                    clock.now(connection))
                .all(connection, row -> row.getString("name")));
  }

  private void tick(ScheduledTasks scheduled) {
    database.inTransaction(
        connection -> {
          Instant now = clock.now(connection);
          Optional<Instant> due = lockDue(connection, scheduled.name(), now);
          if (due.isEmpty()) {
            // Another worker was faster.
            return false;
          }
          for (NewTask task : scheduled.tasks()) {
            enqueuer.enqueue(connection, task, WhenLimited.REFUSE);
          }
          Instant next = scheduled.schedule().next(due.get(), now);
          Sql.of(
                  "UPDATE imbi_assistant.task_schedule SET due_at = ? WHERE name = ?",
                  next,
                  scheduled.name())
              .update(connection);
          LOG.info("Schedule {} was due, and is next at {}", scheduled.name(), next);
          return true;
        });
  }

  private static Optional<Instant> lockDue(Connection connection, String name, Instant now)
      throws SQLException {
    return Sql.of(
            """
            SELECT due_at FROM imbi_assistant.task_schedule
            WHERE name = ? AND due_at <= ?
            FOR UPDATE SKIP LOCKED
            """,
            name,
            now)
        .one(connection, row -> row.getObject("due_at", OffsetDateTime.class).toInstant());
  }
}
