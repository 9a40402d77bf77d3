package io.imbi.assistant.queue;

import io.imbi.assistant.queue.Enqueuer.WhenLimited;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way into the queue, and the view of what is in it. Blocking: called on virtual threads, never
 * on an event loop. Every method throws {@link QueueStorageException} if the database fails.
 */
@Singleton
public final class TaskQueue {

  /** The longest page that {@link #list} returns. */
  public static final int MAX_PAGE = 100;

  private final QueueDatabase database;
  private final Enqueuer enqueuer;
  private final TaskStore store;

  TaskQueue(QueueDatabase database, Enqueuer enqueuer, TaskStore store) {
    this.database = database;
    this.enqueuer = enqueuer;
    this.store = store;
  }

  /**
   * Adds a task, as far as its type's policy lets it. Takes part in the transaction of the calling
   * thread, if it has one: the task is then there if and when that commits.
   *
   * @throws IllegalArgumentException if the task's type or router does not exist, or its payload is
   *     too large or too deep to be kept
   */
  public EnqueueOutcome enqueue(NewTask task) {
    return database.inTransaction(
        connection -> enqueuer.enqueue(connection, task, WhenLimited.REFUSE));
  }

  /** The task, for as long as it is kept. */
  public Optional<Task> find(UUID id) {
    return database.inTransaction(connection -> store.find(connection, id));
  }

  /**
   * One page of the tasks, the newest first.
   *
   * @param owner whose; null for everybody's
   * @param state those in this state; null for all
   * @param before the last task of the page before; null for the first page
   * @param limit how many, clamped to 1..{@value #MAX_PAGE}
   */
  public List<Task> list(
      @Nullable String owner, @Nullable TaskState state, @Nullable UUID before, int limit) {
    int page = Math.clamp(limit, 1, MAX_PAGE);
    return database.inTransaction(connection -> store.list(connection, owner, state, before, page));
  }

  /**
   * How many tasks are in each state; every state is there.
   *
   * @param owner whose; null for everybody's
   */
  public Map<TaskState, Long> counts(@Nullable String owner) {
    return database.inTransaction(connection -> store.counts(connection, owner));
  }
}
