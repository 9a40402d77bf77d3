package io.imbi.assistant.queue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. What the outcome asks for is written in one transaction: it happens once or
 * not at all, however often the handler ran.
 */
public sealed interface TaskOutcome {

  static TaskOutcome done() {
    return new Done(null, List.of());
  }

  static TaskOutcome done(JsonNode result) {
    return new Done(result, List.of());
  }

  static TaskOutcome done(@Nullable JsonNode result, List<NewTask> next) {
    return new Done(result, next);
  }

  static TaskOutcome failed(String error) {
    return new Failed(error);
  }

  static TaskOutcome retry(String error) {
    return new Retry(error, null);
  }

  /**
   * The work is done.
   *
   * @param result kept with the task, at most a million characters of JSON
   * @param next enqueued in this order. A duplicate of a task that waits is left out; one that the
   *     rate limit refuses is put off until there is room, because the work before it would be lost
   */
  record Done(@Nullable JsonNode result, List<NewTask> next) implements TaskOutcome {
    public Done {
      next = List.copyOf(next);
    }
  }

  /**
   * The work cannot be done, and trying again would not help.
   *
   * @param error what to show to people
   */
  record Failed(String error) implements TaskOutcome {}

  /**
   * The attempt failed; the next may not. Fails the task if it was the last one allowed. A handler
   * that throws means the same.
   *
   * @param error what to show to people
   * @param after how long to wait at least; null leaves it to the backoff
   */
  record Retry(String error, @Nullable Duration after) implements TaskOutcome {}
}
