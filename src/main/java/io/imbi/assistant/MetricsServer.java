package io.imbi.assistant;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.imbi.assistant.deployment.ServiceStarted;
import io.imbi.assistant.deployment.SettingException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives metrics to a scraper that has no credential, on a port of their own: the network decides
 * who reaches it.
 */
@Singleton
@Requires(beans = PrometheusMeterRegistry.class)
final class MetricsServer implements ApplicationEventListener<ServiceStarted> {

  /** The port where no other is set, of a command that has one. */
  static final String USUAL_PORT = "jims.usual-metrics-port";

  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

  private static final Set<String> PATHS = Set.of("/", "/metrics");
  private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final @Nullable Integer port;
  private final String host;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable HttpServer server;

  MetricsServer(
      PrometheusMeterRegistry registry,
      JimsSettings settings,
      @Property(name = USUAL_PORT) @Nullable Integer usualPort,
      @Property(name = "micronaut.server.host", defaultValue = "127.0.0.1") String host) {
    this.registry = registry;
    this.port = settings.metricsPort() == null ? usualPort : settings.metricsPort();
    this.host = host;
  }

  /**
   * @throws SettingException if the port cannot be had
   */
  @Override
  public synchronized void onApplicationEvent(ServiceStarted event) {
    if (port == null || server != null) {
      return;
    }
    HttpServer started;
    try {
      started = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new SettingException(
          "JIMS_METRICS_PORT", "cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()));
    }
    started.setExecutor(executor);
    started.createContext("/", this::answer);
    started.start();
    server = started;
    LOG.info("Metrics are at http://{}:{}/metrics", host, started.getAddress().getPort());
  }

  /** Where it listens; -1 if it does not. */
  synchronized int port() {
    return server == null ? -1 : server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!PATHS.contains(exchange.getRequestURI().getPath())) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] metrics = registry.scrape(FORMAT).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", FORMAT);
        boolean body = method.equals("GET");
        exchange.sendResponseHeaders(200, body ? metrics.length : -1);
        if (body) {
          exchange.getResponseBody().write(metrics);
        }
      }
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (server != null) {
      server.stop(0);
    }
    executor.shutdownNow();
  }
}
