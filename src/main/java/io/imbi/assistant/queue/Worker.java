package io.imbi.assistant.queue;

import io.imbi.assistant.queue.Attempt.Interruption;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks from its start until it is stopped, once. One thread claims them while there is room,
 * each runs on a thread of its own, and others renew leases and keep house; all are virtual.
 */
final class Worker {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** How long anything may take that should end at once. */
  private static final Duration LAST_GRACE = Duration.ofSeconds(5);

  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(15);
  private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

  /** Leases are renewed this often in their length: two renewals may fail. */
  private static final int RENEWALS = 3;

  /** One thread for each job of the upkeep, so that none waits for another. */
  private static final int JOBS = 5;

  private final String name =
      ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
  private final Signal signal = new Signal();
  private final Set<Attempt> running = ConcurrentHashMap.newKeySet();
  private final Thread dispatcher =
      Thread.ofVirtual().name("queue-dispatcher").unstarted(this::dispatch);
  private final ScheduledThreadPoolExecutor upkeep =
      new ScheduledThreadPoolExecutor(JOBS, Thread.ofVirtual().name("queue-upkeep-", 1).factory());
  private final QueueSettings settings;
  private final Leases leases;
  private final TaskRunner runner;
  private final Housekeeper housekeeper;
  private final ScheduleTicker ticker;
  private final Notifications notifications;
  private volatile boolean stopping;

  Worker(
      QueueSettings settings,
      QueueDatabase database,
      Leases leases,
      TaskRunner runner,
      Housekeeper housekeeper,
      ScheduleTicker ticker) {
    this.settings = settings;
    this.leases = leases;
    this.runner = runner;
    this.housekeeper = housekeeper;
    this.ticker = ticker;
    this.notifications = new Notifications(database, signal);
  }

  void start() {
    leases.provideModelSlots();
    ticker.register();
    var keeper = new LeaseKeeper(name, running, leases, System::nanoTime);
    repeat("renew leases", keeper::renew, leases.length().dividedBy(RENEWALS));
    repeat("take over tasks", housekeeper::reap, settings.pollInterval());
    repeat("enqueue what is scheduled", ticker::tick, settings.pollInterval());
    repeat("delete old tasks", housekeeper::purge, PURGE_INTERVAL);
    repeat("count tasks", housekeeper::count, COUNT_INTERVAL);
    notifications.start();
    dispatcher.start();
    LOG.info("Worker {} runs up to {} tasks at once", name, settings.concurrency());
  }

  /**
   * Claims no more, and lets what runs go on for the grace. Then handlers are interrupted, and
   * their tasks given back as they end; a task whose handler does not is left to its lease.
   */
  void stop() throws InterruptedException {
    LOG.info("Worker {} stops; {} tasks are running", name, running.size());
    stopping = true;
    signal.raise();
    if (!dispatcher.join(LAST_GRACE)) {
      LOG.warn("Worker {} still waits for the database", name);
    }
    if (!signal.awaitUntil(running::isEmpty, settings.shutdownGrace())) {
      running.forEach(attempt -> attempt.interrupt(Interruption.STOPPING));
      if (!signal.awaitUntil(running::isEmpty, LAST_GRACE)) {
        LOG.warn(
            "{} tasks heed no interrupt; others take them over when their leases end",
            running.size());
      }
    }
    upkeep.shutdown();
    if (!upkeep.awaitTermination(LAST_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
      upkeep.shutdownNow();
    }
    notifications.stop();
    LOG.info("Worker {} has stopped", name);
  }

  private void dispatch() {
    while (!stopping) {
      long seen = signal.raised();
      boolean lookAgain = false;
      try {
        lookAgain = running.size() < settings.concurrency() && startNext();
      } catch (Throwable e) {
        // Errors too: a worker that no longer looks would be idle for good, and nobody would know.
        LOG.warn("Worker {} could not look for tasks: {}", name, e.toString());
      }
      if (!lookAgain) {
        try {
          signal.awaitBeyond(seen, settings.pollInterval());
        } catch (InterruptedException e) {
          throw new IllegalStateException("Nobody interrupts the dispatcher", e);
        }
      }
    }
  }

  /** Starts the next task; false if there is none that may run. */
  private boolean startNext() {
    long before = System.nanoTime();
    return switch (leases.claim(name)) {
      case Claim.Claimed(Task task, TaskType type) -> {
        LOG.info("Task {} {} started, attempt {}", task.id(), task.type(), task.attempt());
        var attempt = new Attempt(task, type, before + leases.length().toNanos());
        running.add(attempt);
        Thread.ofVirtual().name("task-" + task.id()).start(() -> run(attempt));
        yield true;
      }
      case Claim.SlotLost() -> true;
      case Claim.Nothing() -> false;
    };
  }

  private void run(Attempt attempt) {
    try {
      runner.run(attempt);
    } finally {
      running.remove(attempt);
      signal.raise();
    }
  }

  private void repeat(String job, Runnable work, Duration interval) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (Throwable e) {
            // Errors too: the next round may succeed, and a repeated job that throws has none.
            LOG.warn("Worker {} could not {}: {}", name, job, e.toString());
          }
        };
    var _ = upkeep.scheduleWithFixedDelay(guarded, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }
}
