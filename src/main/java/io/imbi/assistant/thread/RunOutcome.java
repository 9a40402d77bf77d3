package io.imbi.assistant.thread;

import java.util.List;

/** What became of a message that an external system sent. */
public sealed interface RunOutcome {

  /**
   * @param created whether the thread is new
   * @param events everything that this run emitted, in order
   */
  record Answered(ChatThread thread, boolean created, List<NewEvent> events)
      implements RunOutcome {}

  /**
   * The pipeline failed; the message it should have answered is stored.
   *
   * @param reason fit for the caller
   */
  record Failed(String reason) implements RunOutcome {}

  /** The service takes no more messages; this one is not stored. */
  record Stopping() implements RunOutcome {}
}
