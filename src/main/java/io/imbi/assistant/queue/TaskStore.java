package io.imbi.assistant.queue;

import io.imbi.assistant.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The life of a stored task: claimed, renewed, ended or given back, and in the end deleted. Each
 * method is a part of the caller's transaction.
 *
 * <p>A run of a task is named by the task's id and attempt. Whatever a run reports after another
 * has begun, or after the task has ended, changes nothing.
 */
@Singleton
final class TaskStore {

  /**
   * Gives a worker the most urgent task that may run now: due, of a type that the worker knows, not
   * behind another of its series, and with a model slot if it calls the model.
   *
   * <p>A task is the first of its series if none that has not ended has a lower number; the lookup
   * of the lowest is one step in an index, however long the series is.
   *
   * <p>Comparing {@code calls_model} with "is a slot free" lets the index pass over the tasks that
   * would need one: false is less than true. Waiting for the lock of a slot, in place of skipping
   * it, makes a worker that loses the slot to another see that it is gone.
   */
  private static final String CLAIM =
      """
      WITH next AS MATERIALIZED (
          SELECT id, calls_model
          FROM imbi_assistant.task AS candidate
          WHERE state = 'pending'
            AND run_at <= ?
            AND type = ANY (?)
            AND calls_model <= EXISTS (
                SELECT FROM imbi_assistant.model_slot WHERE task_id IS NULL AND number <= ?)
            AND (serial_key IS NULL OR sequence = (
                SELECT min(sequence) FROM imbi_assistant.task AS series
                WHERE series.serial_key = candidate.serial_key
                  AND series.state IN ('pending', 'active')))
          ORDER BY priority, sequence
          LIMIT 1
          FOR UPDATE SKIP LOCKED
      ), slot AS MATERIALIZED (
          SELECT number
          FROM imbi_assistant.model_slot
          WHERE task_id IS NULL AND number <= ? AND (SELECT calls_model FROM next)
          ORDER BY number
          LIMIT 1
          FOR UPDATE
      ), taken AS (
          UPDATE imbi_assistant.model_slot
          SET task_id = next.id
          FROM next, slot
          WHERE model_slot.number = slot.number
      ), claimed AS (
          UPDATE imbi_assistant.task
          SET state = 'active', attempt = attempt + 1, worker = ?, lease_until = ?, started_at = ?
          FROM next LEFT JOIN slot ON true
          WHERE task.id = next.id AND (NOT next.calls_model OR slot.number IS NOT NULL)
          RETURNING %s
      )
      SELECT next.id AS candidate, claimed.* FROM next LEFT JOIN claimed ON true
      """
          .formatted(TaskRows.COLUMNS);

  private static final String FREE_SLOT =
      """
      , freed AS (
          UPDATE imbi_assistant.model_slot SET task_id = NULL FROM ended
          WHERE model_slot.task_id = ended.id
      )
      """;

  private static final String FINISH =
      """
      WITH ended AS (
          UPDATE imbi_assistant.task
          SET state = ?, result = CAST(? AS json), error = ?, finished_at = ?,
              failures = failures + ?, worker = NULL, lease_until = NULL
          WHERE id = ? AND attempt = ? AND state = 'active'
          RETURNING %s
      ) %s
      SELECT * FROM ended
      """
          .formatted(TaskRows.COLUMNS, FREE_SLOT);

  /**
   * A task that waits again suppresses duplicates again, unless one was enqueued while it ran: two
   * cannot both.
   */
  private static final String GIVE_BACK =
      """
      WITH ended AS (
          UPDATE imbi_assistant.task
          SET state = 'pending', run_at = ?, error = ?, failures = failures + ?,
              worker = NULL, lease_until = NULL,
              fingerprint = CASE WHEN EXISTS (
                  SELECT FROM imbi_assistant.task AS like_it
                  WHERE like_it.type = task.type AND like_it.fingerprint = task.fingerprint
                    AND like_it.state = 'pending') THEN NULL ELSE fingerprint END
          WHERE id = ? AND attempt = ? AND state = 'active'
          RETURNING task.id
      ) %s
      SELECT id FROM ended
      """
          .formatted(FREE_SLOT);

  /** Gives the worker a task, of one of the types given by name, until {@code leaseUntil}. */
  Claim claim(
      Connection connection,
      String worker,
      Map<String, TaskType> types,
      int modelSlots,
      Instant now,
      Instant leaseUntil)
      throws SQLException {
    return Sql.of(CLAIM, now, types.keySet(), modelSlots, modelSlots, worker, leaseUntil, now)
        .one(connection, row -> claimed(row, types))
        .orElseGet(Claim.Nothing::new);
  }

  private static Claim claimed(ResultSet row, Map<String, TaskType> types) throws SQLException {
    if (row.getString("id") == null) {
      return new Claim.SlotLost();
    }
    Task task = TaskRows.read(row);
    return new Claim.Claimed(task, Objects.requireNonNull(types.get(task.type())));
  }

  /**
   * Holds the leases of a worker's runs for longer.
   *
   * @return the attempt by id of each task that the worker still holds
   */
  Map<UUID, Integer> renew(
      Connection connection, String worker, Collection<UUID> tasks, Instant leaseUntil)
      throws SQLException {
    Map<UUID, Integer> held = new HashMap<>();
    Sql.of(
            """
            UPDATE imbi_assistant.task SET lease_until = ?
            WHERE worker = ? AND id = ANY (?) AND state = 'active'
            RETURNING id, attempt
            """,
            leaseUntil,
            worker,
            tasks)
        .all(connection, row -> held.put(row.getObject("id", UUID.class), row.getInt("attempt")));
    return held;
  }

  /** Ends a run, and with it the task; nothing if the run is not the task's present one. */
  Optional<Task> done(Connection connection, Task run, @Nullable String result, Instant now)
      throws SQLException {
    return finish(connection, run, TaskState.DONE, result, null, now);
  }

  /** As {@link #done}, without success. */
  Optional<Task> failed(Connection connection, Task run, String error, Instant now)
      throws SQLException {
    return finish(connection, run, TaskState.FAILED, null, error, now);
  }

  private static Optional<Task> finish(
      Connection connection,
      Task run,
      TaskState state,
      @Nullable String result,
      @Nullable String error,
      Instant now)
      throws SQLException {
    return Sql.of(
            FINISH,
            state.wireName(),
            result,
            error,
            now,
            state == TaskState.FAILED ? 1 : 0,
            run.id(),
            run.attempt())
        .one(connection, TaskRows::read);
  }

  /**
   * Lets a task wait for another attempt after one that failed.
   *
   * @return whether the run was the task's present one
   */
  boolean retry(Connection connection, Task run, String error, Instant runAt) throws SQLException {
    return giveBack(connection, run, error, 1, runAt);
  }

  /** As {@link #retry}, after an attempt that ended for reasons that are not the task's. */
  boolean release(Connection connection, Task run, Instant now) throws SQLException {
    return giveBack(connection, run, run.error(), 0, now);
  }

  private static boolean giveBack(
      Connection connection, Task run, @Nullable String error, int failures, Instant runAt)
      throws SQLException {
    return Sql.of(GIVE_BACK, runAt, error, failures, run.id(), run.attempt())
        .one(connection, row -> true)
        .isPresent();
  }

  /** Locks a run whose lease has ended, and that nobody else is looking at. */
  Optional<Task> lockAbandoned(Connection connection, Instant now) throws SQLException {
    return Sql.of(
            "SELECT "
                + TaskRows.COLUMNS
                + """
                FROM imbi_assistant.task
                WHERE state = 'active' AND lease_until < ?
                ORDER BY lease_until
                LIMIT 1
                FOR UPDATE SKIP LOCKED
                """,
            now)
        .one(connection, TaskRows::read);
  }

  Optional<Task> find(Connection connection, UUID id) throws SQLException {
    return Sql.of("SELECT " + TaskRows.COLUMNS + "FROM imbi_assistant.task WHERE id = ?", id)
        .one(connection, TaskRows::read);
  }

  List<Task> list(
      Connection connection,
      @Nullable String owner,
      @Nullable TaskState state,
      @Nullable UUID before,
      int limit)
      throws SQLException {
    var where = new StringBuilder("WHERE true");
    List<Object> values = new ArrayList<>();
    if (owner != null) {
      where.append(" AND owner = ?");
      values.add(owner);
    }
    if (state != null) {
      where.append(" AND state = ?");
      values.add(state.wireName());
    }
    if (before != null) {
      where.append(" AND id < ?");
      values.add(before);
    }
    values.add(limit);
    return Sql.of(
            "SELECT "
                + TaskRows.COLUMNS
                + "FROM imbi_assistant.task "
                + where
                + " ORDER BY id DESC LIMIT ?",
            values.toArray())
        .all(connection, TaskRows::read);
  }

  /** How many tasks are in each state; every state is there. */
  Map<TaskState, Long> counts(Connection connection, @Nullable String owner) throws SQLException {
    Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
    for (TaskState state : TaskState.values()) {
      counts.put(state, 0L);
    }
    Sql all =
        owner == null
            ? Sql.of("SELECT state, count(*) FROM imbi_assistant.task GROUP BY state")
            : Sql.of(
                "SELECT state, count(*) FROM imbi_assistant.task WHERE owner = ? GROUP BY state",
                owner);
    all.all(connection, row -> counts.put(TaskState.of(row.getString(1)), row.getLong(2)));
    return counts;
  }

  /**
   * Deletes tasks that ended long ago, the oldest first.
   *
   * @return how many were deleted; {@code limit} if there may be more
   */
  int purge(Connection connection, Instant finishedBefore, int limit) throws SQLException {
    return Sql.of(
            """
            DELETE FROM imbi_assistant.task WHERE id IN (
                SELECT id FROM imbi_assistant.task
                WHERE finished_at < ?
                ORDER BY finished_at
                LIMIT ?
                FOR UPDATE SKIP LOCKED)
            """,
            finishedBefore,
            limit)
        .update(connection);
  }

  /**
   * Sees to it that there are so many model slots at least.
   *
   * @return how many were missing
   */
  int provideModelSlots(Connection connection, int slots) throws SQLException {
    return Sql.of(
            """
            INSERT INTO imbi_assistant.model_slot (number)
            SELECT generate_series(1, ?)
            ON CONFLICT (number) DO NOTHING
            """,
            slots)
        .update(connection);
  }
}
