package io.imbi.assistant.queue;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a worker live as long as the application, where {@code IMBI_QUEUE_WORKER} is {@code true}. A
 * process without one can enqueue, and look at what is in the queue.
 */
@Singleton
@Requires(property = "imbi.queue.worker", value = "true")
final class QueueWorker {

  private static final Logger LOG = LoggerFactory.getLogger(QueueWorker.class);

  private final Worker worker;
  private final int concurrency;

  QueueWorker(
      QueueSettings settings,
      QueueDatabase database,
      Leases leases,
      TaskRunner runner,
      Housekeeper housekeeper,
      ScheduleTicker ticker) {
    this.concurrency = settings.concurrency();
    this.worker = new Worker(settings, database, leases, runner, housekeeper, ticker);
  }

  @EventListener
  void onStartup(StartupEvent event) {
    worker.start();
    LOG.info("Working the task queue off, {} tasks at once", concurrency);
  }

  /** Comes before beans are closed, so running tasks still find what they need. */
  @EventListener
  void onShutdown(ShutdownEvent event) throws InterruptedException {
    worker.stop();
  }
}
