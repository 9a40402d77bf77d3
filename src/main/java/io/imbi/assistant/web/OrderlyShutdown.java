package io.imbi.assistant.web;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.core.order.Ordered;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.executor.ExecutorFactory;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what is under way come to its end before anything is taken from it. First turns end by
 * themselves or are ended; the service is not ready any more, but whoever lost the connection to a
 * turn can still come back to it. Then the server accepts no more connections and closes each after
 * its last response.
 *
 * <p>The framework's own graceful shutdown is off, because it shuts the executors down at the same
 * moment as what runs on them.
 */
@Singleton
final class OrderlyShutdown implements ApplicationEventListener<ShutdownEvent>, Ordered {

  private static final Logger LOG = LoggerFactory.getLogger(OrderlyShutdown.class);

  private final List<GracefulShutdownCapable> servers;
  private final List<GracefulShutdownCapable> others;
  private final StoppingIndicator indicator;
  private final ShutdownSettings settings;

  OrderlyShutdown(
      List<GracefulShutdownCapable> parts, StoppingIndicator indicator, ShutdownSettings settings) {
    this.servers = parts.stream().filter(EmbeddedServer.class::isInstance).toList();
    this.others =
        parts.stream()
            .filter(part -> !(part instanceof EmbeddedServer || part instanceof ExecutorFactory))
            .toList();
    this.indicator = indicator;
    this.settings = settings;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    indicator.stopping();
    long deadline = System.nanoTime() + settings.shutdownTimeout().toNanos();
    end(others, deadline);
    end(servers, deadline);
  }

  private void end(List<GracefulShutdownCapable> parts, long deadline) {
    try {
      GracefulShutdownCapable.shutdownAll(parts.stream())
          .toCompletableFuture()
          .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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
