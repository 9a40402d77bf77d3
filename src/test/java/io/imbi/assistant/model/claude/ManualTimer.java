package io.imbi.assistant.model.claude;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A scheduler whose time passes only when the test says so. */
final class ManualTimer implements Scheduler {

  private final List<Task> tasks = new ArrayList<>();
  private Duration now = Duration.ZERO;

  /** Tasks that are still to be run. */
  synchronized int waiting() {
    tasks.removeIf(Task::isDisposed);
    return tasks.size();
  }

  /** Runs everything that is due within this time. */
  void advance(Duration time) {
    Duration until = advanceTo(time);
    for (Optional<Task> next = due(until); next.isPresent(); next = due(until)) {
      next.get().run();
    }
  }

  @Override
  public Disposable schedule(Runnable task) {
    return schedule(task, 0, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    var scheduled = new Task(now.plusNanos(unit.toNanos(delay)), task);
    tasks.add(scheduled);
    return scheduled;
  }

  @Override
  public Worker createWorker() {
    throw new UnsupportedOperationException("Nothing under test asks for one");
  }

  private synchronized Duration advanceTo(Duration time) {
    now = now.plus(time);
    return now;
  }

  private synchronized Optional<Task> due(Duration until) {
    tasks.removeIf(Task::isDisposed);
    Optional<Task> next =
        tasks.stream()
            .filter(task -> task.at.compareTo(until) <= 0)
            .min(Comparator.comparing(task -> task.at));
    next.ifPresent(tasks::remove);
    return next;
  }

  private static final class Task implements Disposable {

    private final Duration at;
    private final Runnable action;
    private volatile boolean disposed;

    Task(Duration at, Runnable action) {
      this.at = at;
      this.action = action;
    }

    void run() {
      disposed = true;
      action.run();
    }

    @Override
    public void dispose() {
      disposed = true;
    }

    @Override
    public boolean isDisposed() {
      return disposed;
    }
  }
}
