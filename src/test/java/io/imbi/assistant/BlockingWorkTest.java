package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.scheduling.TaskExecutors;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockingWorkTest {

  /** Calls of tools last for minutes: the next caller must not wait for a thread. */
  @Test
  void blockingWorkNeverWaitsForOtherBlockingWork()
      throws InterruptedException, ExecutionException {
    try (var context = ApplicationContext.run("nodatabase")) {
      var executor =
          context.getBean(ExecutorService.class, Qualifiers.byName(TaskExecutors.BLOCKING));
      var allRun = new CountDownLatch(500);
      var tasks =
          IntStream.range(0, 500)
              .mapToObj(
                  _ ->
                      executor.submit(
                          () -> {
                            allRun.countDown();
                            return allRun.await(20, TimeUnit.SECONDS)
                                && Thread.currentThread().isVirtual();
                          }))
              .toList();
      for (Future<Boolean> task : tasks) {
        assertThat(task.get()).isTrue();
      }
    }
  }
}
