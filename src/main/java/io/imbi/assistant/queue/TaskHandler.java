package io.imbi.assistant.queue;

/** Does the work of one type of task. Runs on a virtual thread and may block. */
@FunctionalInterface
public interface TaskHandler {

  /**
   * Works on the task.
   *
   * <p>The thread is interrupted when the work no longer counts (its lease is lost), when it takes
   * longer than its type allows, and when the worker stops. A handler then ends as soon as it can;
   * what it returns or throws after a lost lease changes nothing.
   *
   * @throws Exception an attempt that failed and may be repeated; the message is kept as the task's
   *     error and shown, the stack trace is logged
   */
  TaskOutcome run(Task task) throws Exception;
}
