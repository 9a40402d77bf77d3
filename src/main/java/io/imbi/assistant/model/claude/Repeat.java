package io.imbi.assistant.model.claude;

import java.time.Duration;

/** Whether a request that failed may be sent again. */
sealed interface Repeat {

  /** It would fail again. */
  record Never() implements Repeat {}

  /** Not before the time that the provider named. */
  record After(Duration delay) implements Repeat {}

  /**
   * After a time that grows with each failure.
   *
   * @param times how often at most
   */
  record Soon(int times) implements Repeat {
    static final Soon ALWAYS = new Soon(Integer.MAX_VALUE);
  }
}
