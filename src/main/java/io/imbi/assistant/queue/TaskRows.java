package io.imbi.assistant.queue;

import io.imbi.assistant.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads tasks from rows. */
final class TaskRows {

  /** The columns that {@link #read} needs, of the table or alias {@code task}. */
  static final String COLUMNS =
      """
      task.id, task.type, task.priority, task.state, task.payload, task.result, task.error,
      task.attempt, task.failures, task.max_attempts, task.serial_key, task.owner, task.router,
      task.reference, task.created_at, task.run_at, task.started_at, task.finished_at
      """;

  private TaskRows() {}

  static Task read(ResultSet row) throws SQLException {
    String result = row.getString("result");
    return new Task(
        row.getObject("id", UUID.class),
        row.getString("type"),
        row.getInt("priority"),
        TaskState.of(row.getString("state")),
        Json.parseStored(row.getString("payload")),
        result == null ? null : Json.parseStored(result),
        row.getString("error"),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getInt("max_attempts"),
        row.getString("serial_key"),
        row.getString("owner"),
        route(row),
        time(row, "created_at"),
        time(row, "run_at"),
        timeIfAny(row, "started_at"),
        timeIfAny(row, "finished_at"));
  }

  private static @Nullable ResultRoute route(ResultSet row) throws SQLException {
    String router = row.getString("router");
    return router == null ? null : new ResultRoute(router, row.getString("reference"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant timeIfAny(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
