package io.imbi.assistant.queue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is stored.
 *
 * @param result what the handler returned, once done
 * @param error why it failed, or why its last attempt did while it waits for the next
 * @param attempt how often a worker has taken it, from 0; together with the id it names one run
 * @param failures how many attempts have failed, a worker's death included
 * @param maxAttempts how many may fail before the task does
 * @param runAt the earliest time of the next attempt
 * @param startedAt when the latest attempt began
 * @param finishedAt when it was done or failed
 */
public record Task(
    UUID id,
    String type,
    int priority,
    TaskState state,
    JsonNode payload,
    @Nullable JsonNode result,
    @Nullable String error,
    int attempt,
    int failures,
    int maxAttempts,
    @Nullable String serialKey,
    @Nullable String owner,
    @Nullable ResultRoute onResult,
    Instant createdAt,
    Instant runAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /** Whether another failure ends the task. */
  boolean isLastAttempt() {
    return failures + 1 >= maxAttempts;
  }

  @Override
  public String toString() {
    return "Task[" + id + " " + type + " " + state.wireName() + ", attempt " + attempt + "]";
  }
}
