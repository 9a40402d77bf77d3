package io.imbi.assistant.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of one task on this worker, and the only way to interrupt it: the handler's thread is
 * interrupted while it is in the handler, and never while it writes down how that ended.
 */
final class Attempt {

  /** Why a handler was interrupted. */
  enum Interruption {
    LEASE_LOST,
    TIMED_OUT,
    STOPPING
  }

  private final Task task;
  private final TaskType type;
  private volatile long leaseEndNanos;
  private @Nullable Thread handling;
  private @Nullable Interruption interruption;

  /**
   * @param leaseEndNanos the {@link System#nanoTime} up to which the lease surely holds
   */
  Attempt(Task task, TaskType type, long leaseEndNanos) {
    this.task = task;
    this.type = type;
    this.leaseEndNanos = leaseEndNanos;
  }

  Task task() {
    return task;
  }

  TaskType type() {
    return type;
  }

  /** Runs the handler on this thread. */
  TaskOutcome handle() throws Exception {
    synchronized (this) {
      if (interruption != null) {
        throw new InterruptedException();
      }
      handling = Thread.currentThread();
    }
    try {
      return type.handler().run(task);
    } finally {
      synchronized (this) {
        handling = null;
        Thread.interrupted();
      }
    }
  }

  /**
   * Interrupts the handler, once.
   *
   * @return whether a handler was running and had not been interrupted
   */
  synchronized boolean interrupt(Interruption why) {
    if (interruption != null) {
      return false;
    }
    interruption = why;
    if (handling == null) {
      return false;
    }
    handling.interrupt();
    return true;
  }

  synchronized @Nullable Interruption interruption() {
    return interruption;
  }

  boolean isOverdue(Instant now) {
    Instant started = task.startedAt();
    return started != null && now.isAfter(started.plus(type.policy().timeout()));
  }

  void renewed(long newLeaseEndNanos) {
    leaseEndNanos = newLeaseEndNanos;
  }

  /** Whether the lease may have ended, as far as this worker can tell. */
  boolean isLeaseUncertain(long nanoTime) {
    return nanoTime - leaseEndNanos >= 0;
  }
}
