package io.imbi.assistant.queue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task to be enqueued. Begin with {@link #of} and add what differs from the ordinary.
 *
 * @param type the name of a registered {@link TaskType}
 * @param payload what the handler works on, at most a million characters of JSON. It is stored and
 *     shown, so it holds no secrets
 * @param priority one of {@link Priority}'s, or any from 0 to 99
 * @param runAt not before this time; null means at once
 * @param serialKey tasks of one key run one at a time, in the order in which they were enqueued
 * @param owner whose task it is, if anyone's
 * @param onResult where its end is reported, if anywhere
 * @param manual whether somebody asked for it by hand: duplicate suppression and rate limits do not
 *     apply
 */
public record NewTask(
    String type,
    JsonNode payload,
    int priority,
    @Nullable Instant runAt,
    @Nullable String serialKey,
    @Nullable String owner,
    @Nullable ResultRoute onResult,
    boolean manual) {

  public NewTask {
    Names.checkType(type);
    if (priority < 0 || priority > Priority.LOWEST) {
      throw new IllegalArgumentException(
          "A priority is 0 to " + Priority.LOWEST + ", not " + priority);
    }
    if (serialKey != null) {
      Names.check("A serial key", serialKey);
    }
    if (owner != null) {
      Names.check("A task's owner", owner);
    }
  }

  /** A task of default priority that runs as soon as a worker is free. */
  public static NewTask of(String type, JsonNode payload) {
    return new NewTask(type, payload, Priority.DEFAULT, null, null, null, null, false);
  }

  public NewTask withPriority(int value) {
    return new NewTask(type, payload, value, runAt, serialKey, owner, onResult, manual);
  }

  public NewTask notBefore(Instant value) {
    return new NewTask(type, payload, priority, value, serialKey, owner, onResult, manual);
  }

  public NewTask inSeries(String value) {
    return new NewTask(type, payload, priority, runAt, value, owner, onResult, manual);
  }

  public NewTask ownedBy(String value) {
    return new NewTask(type, payload, priority, runAt, serialKey, value, onResult, manual);
  }

  public NewTask onResult(String router, String reference) {
    var route = new ResultRoute(router, reference);
    return new NewTask(type, payload, priority, runAt, serialKey, owner, route, manual);
  }

  public NewTask byHand() {
    return new NewTask(type, payload, priority, runAt, serialKey, owner, onResult, true);
  }

  @Override
  public String toString() {
    return "NewTask[" + type + ", priority " + priority + "]";
  }
}
