package io.imbi.assistant.web;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.core.order.Ordered;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.scheduling.executor.ExecutorFactory;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what is under way come to its end before anything is taken from it: the server accepts no
 * more connections and closes each after its last response, turns end by themselves or are ended.
 *
 * <p>The framework's own graceful shutdown is off, because it shuts the executors down at the same
 * moment as what runs on them.
 */
@Singleton
final class OrderlyShutdown implements ApplicationEventListener<ShutdownEvent>, Ordered {

  private static final Logger LOG = LoggerFactory.getLogger(OrderlyShutdown.class);

  private final List<GracefulShutdownCapable> parts;
  private final ShutdownSettings settings;

  OrderlyShutdown(List<GracefulShutdownCapable> parts, ShutdownSettings settings) {
    this.parts = parts.stream().filter(part -> !(part instanceof ExecutorFactory)).toList();
    this.settings = settings;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    try {
      GracefulShutdownCapable.shutdownAll(parts.stream())
          .toCompletableFuture()
          .get(settings.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      LOG.warn("Not everything has ended within {}: stopping now", settings.shutdownTimeout());
    } catch (ExecutionException e) {
      LOG.warn("Something failed while it was ending: stopping now", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Before all who let go of something. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
