package io.imbi.assistant.thread;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * A thread held for one run. It is renewed until it is closed; if another replica has taken it
 * nevertheless, because this one could not reach the database for long, the run is interrupted and
 * can append nothing any more.
 */
final class ThreadLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadLease.class);

  private static final long RETRY_MILLIS = 200;
  private static final long RETRY_JITTER_MILLIS = 50;

  private final ThreadStore store;
  private final UUID thread;
  private final UUID holder = UUID.randomUUID();
  private final Duration duration;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile boolean lost;
  private Disposable renewal = () -> {};

  private ThreadLease(ThreadStore store, UUID thread, Duration duration) {
    this.store = store;
    this.thread = thread;
    this.duration = duration;
  }

  /**
   * Waits until no other replica holds the thread.
   *
   * @param blocking where renewals run
   * @return a lease of the calling thread, to be closed by it
   */
  static ThreadLease take(ThreadStore store, UUID thread, Duration duration, Executor blocking)
      throws InterruptedException {
    var lease = new ThreadLease(store, thread, duration);
    while (!store.lease(thread, lease.holder, duration)) {
      TimeUnit.MILLISECONDS.sleep(
          RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_JITTER_MILLIS));
    }
    lease.keep(Thread.currentThread(), blocking);
    return lease;
  }

  private void keep(Thread run, Executor blocking) {
    long period = Math.max(1, duration.toMillis() / 3);
    renewal =
        Schedulers.parallel()
            .schedulePeriodically(
                () -> {
                  if (renewing.compareAndSet(false, true)) {
                    blocking.execute(() -> renew(run));
                  }
                },
                period,
                period,
                TimeUnit.MILLISECONDS);
  }

  private void renew(Thread run) {
    try {
      if (!renewal.isDisposed()
          && !store.renew(thread, holder, duration)
          && !renewal.isDisposed()) {
        lost = true;
        renewal.dispose();
        LOG.warn("Another replica has taken over thread {}: its run is ended here", thread);
        run.interrupt();
      }
    } catch (RuntimeException e) {
      LOG.warn("Could not renew the lease of thread {}: {}", thread, e.toString());
    } finally {
      renewing.set(false);
    }
  }

  /** Appends events, unless another replica has taken the thread. */
  boolean append(List<NewEvent> events) {
    return store.append(thread, holder, events);
  }

  /** Whether another replica was seen to have taken the thread. */
  boolean isLost() {
    return lost;
  }

  @Override
  public void close() {
    renewal.dispose();
    // Nothing can be given back by a thread that is interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      store.release(thread, holder);
    } catch (RuntimeException e) {
      LOG.warn("Could not give back thread {}; its lease runs out by itself", thread, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
