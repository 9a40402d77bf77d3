package io.imbi.assistant.queue;

import java.sql.Connection;
import java.sql.SQLException;

/** A bean that takes the ends of tasks to where they are wanted. */
public interface ResultRouter {

  /** What {@link ResultRoute#router} refers to, such as {@code chat_reply}. */
  String name();

  /**
   * Reports a task that is done or failed, in the transaction that ends it: what is written through
   * {@code transaction}, or through a repository that joins the thread's transaction, is there
   * exactly once. Anything else may happen more than once, if the transaction fails afterwards.
   *
   * <p>If it throws, a task that was done counts as a failed attempt, and one that failed stays
   * failed without having been reported.
   *
   * @param task in its final state, with its result or error and an {@code onResult}
   * @param transaction open; not to be committed, rolled back or closed
   */
  void deliver(Task task, Connection transaction) throws SQLException;
}
