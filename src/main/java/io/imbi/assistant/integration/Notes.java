package io.imbi.assistant.integration;

import io.imbi.assistant.database.Sql;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.ResultRoute;
import io.imbi.assistant.queue.ResultRouter;
import io.imbi.assistant.queue.Task;
import io.imbi.assistant.queue.TaskState;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.UUID;

/**
 * Keeps what integrations write down. As a router it takes the {@code text} of a task's result; the
 * reference is the integration's id.
 */
@Singleton
public final class Notes implements ResultRouter {

  /** The router's name. */
  public static final String ROUTER = "note";

  private final TransactionOperations<Connection> transactions;
  private final DailyLog log;
  private final Clock clock;

  Notes(TransactionOperations<Connection> transactions, DailyLog log, Clock clock) {
    this.transactions = transactions;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public String name() {
    return ROUTER;
  }

  @Override
  public void deliver(Task task, Connection transaction) {
    ResultRoute route = task.onResult();
    String integration = route == null ? "" : route.reference();
    if (task.state() == TaskState.FAILED) {
      log.write("Task failed", integration + ", " + task.type() + ": " + task.error());
    } else if (task.result() != null) {
      write(task.id(), integration, task.result().path("text").asText());
    }
  }

  /** Writes a task's note, once however often it is asked to. */
  public void write(UUID task, String integration, String text) {
    transactions.executeWrite(
        status -> {
          int written =
              Sql.of(
                      """
                      INSERT INTO imbi_assistant.note (task_id, integration, text, created_at)
                      VALUES (?, ?, ?, ?) ON CONFLICT (task_id) DO NOTHING
                      """,
                      task,
                      integration,
                      Json.wellFormed(text).replace('\0', ' '),
                      clock.instant())
                  .update(status.getConnection());
          if (written > 0) {
            log.write("Note written", integration + ": " + text);
          }
          return written;
        });
  }
}
