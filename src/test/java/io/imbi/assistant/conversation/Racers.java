package io.imbi.assistant.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does things at the same time. */
final class Racers {

  private Racers() {}

  /** Starts all at once, each on a thread of its own, and waits for all. */
  static <T> List<T> race(List<? extends Callable<T>> runners)
      throws InterruptedException, ExecutionException {
    var start = new CountDownLatch(1);
    List<T> results = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> runner : runners) {
        running.add(
            executor.submit(
                () -> {
                  start.await();
                  return runner.call();
                }));
      }
      start.countDown();
      for (Future<T> each : running) {
        results.add(each.get());
      }
    }
    return results;
  }
}
