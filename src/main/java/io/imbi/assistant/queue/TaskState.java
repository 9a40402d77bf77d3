package io.imbi.assistant.queue;

import java.util.Locale;

/** Where a task stands. */
public enum TaskState {
  /** Waits for its turn, for its time, for a model slot, or for another attempt. */
  PENDING,
  /** A worker runs it. */
  ACTIVE,
  DONE,
  /** Ended without success; the task's error says why. */
  FAILED;

  /** The name in JSON and in the database: {@code pending}, {@code active}, … */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TaskState of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
