package io.imbi.assistant.queue;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * "Look again": raised by whoever may have made work, awaited by who looks for it. Whoever notes
 * {@link #raised} before looking misses nothing that is raised while it looks.
 */
final class Signal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long raised;

  void raise() {
    lock.lock();
    try {
      raised++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How often it has been raised. */
  long raised() {
    lock.lock();
    try {
      return raised;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when it has been raised more often than {@code seen}, or the time is up. */
  void awaitBeyond(long seen, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (raised <= seen && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Awaits a condition that is looked at anew whenever the signal is raised; false if time ends.
   */
  boolean awaitUntil(BooleanSupplier condition, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      long seen = raised();
      if (condition.getAsBoolean()) {
        return true;
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      awaitBeyond(seen, Duration.ofNanos(left));
    }
  }
}
