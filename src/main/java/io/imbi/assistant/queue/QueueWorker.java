package io.imbi.assistant.queue;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lets a worker live as long as the application, where {@code IMBI_QUEUE_WORKER} is {@code true}. A
 * process without one can enqueue, and look at what is in the queue.
 */
@Singleton
@Requires(property = "imbi.queue.worker", value = "true")
final class QueueWorker implements GracefulShutdownCapable {

  private final Worker worker;
  private @Nullable CompletableFuture<Void> stop;

  QueueWorker(
      QueueSettings settings,
      QueueDatabase database,
      Leases leases,
      TaskRunner runner,
      Housekeeper housekeeper,
      ScheduleTicker ticker) {
    this.worker = new Worker(settings, database, leases, runner, housekeeper, ticker);
  }

  @EventListener
  void onStartup(StartupEvent event) {
    worker.start();
  }

  /**
   * Stops together with whatever tasks work with, such as turns, and not after it: a worker that
   * went on claiming would only find that nothing takes work any more.
   */
  @Override
  public CompletionStage<?> shutdownGracefully() {
    return stopped();
  }

  /** Comes before beans are closed, so running tasks still find what they need. */
  @EventListener
  void onShutdown(ShutdownEvent event) {
    stopped().join();
  }

  private synchronized CompletableFuture<Void> stopped() {
    CompletableFuture<Void> already = stop;
    if (already != null) {
      return already;
    }
    var future = new CompletableFuture<Void>();
    stop = future;
    Thread.ofVirtual()
        .name("queue-stop")
        .start(
            () -> {
              try {
                worker.stop();
                future.complete(null);
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            });
    return future;
  }
}
