package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.ServiceStarted;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolSource;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools of all external MCP servers. Servers are connected in the background; one that is down,
 * wrongly configured or hostile costs its own tools at most.
 */
@Singleton
final class McpToolSource implements ToolSource, McpServers {

  private static final Logger LOG = LoggerFactory.getLogger(McpToolSource.class);

  /** How long a refresh waits for the servers; a slower one goes on connecting by itself. */
  private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final List<McpServerDirectory> directories;
  private final McpSettings settings;
  private final Clock clock;
  private final Function<McpServer, McpConnector> connectors;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Guards the servers; held while directories are read, never while servers are spoken to. */
  private final Object loading = new Object();

  private volatile Map<Key, ManagedServer> servers = Map.of();
  private volatile List<Tool> tools = List.of();
  private volatile boolean closed;
  private Set<String> collisions = Set.of();

  /** A server's id is unique in its directory only. */
  private record Key(McpServerDirectory directory, String id) {}

  @Inject
  McpToolSource(
      List<McpServerDirectory> directories,
      McpSettings settings,
      Deployment deployment,
      Clock clock) {
    this(directories, settings, settings.networkPolicy(deployment), clock);
  }

  McpToolSource(
      List<McpServerDirectory> directories,
      McpSettings settings,
      NetworkPolicy policy,
      Clock clock) {
    this.directories = List.copyOf(directories);
    this.settings = settings;
    this.clock = clock;
    this.connectors = server -> new HttpConnector(server, settings, policy, clock);
  }

  @EventListener
  void onStart(ServiceStarted event) {
    start();
  }

  /** Begins to connect, and returns at once. */
  void start() {
    Thread.ofVirtual().name("mcp-start").start(this::loadUntilRead);
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.MCP;
  }

  @Override
  public List<Tool> tools() {
    return tools;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public List<ServerHealth> health() {
    return servers.values().stream()
        .map(
            managed -> {
              McpServer server = managed.server();
              return new ServerHealth(server.id(), server.name(), server.slug(), managed.health());
            })
        .toList();
  }

  @Override
  public Refresh refresh() {
    List<String> errors = new ArrayList<>(load());
    Map<ManagedServer, CompletableFuture<Optional<McpFailure>>> attempts = new LinkedHashMap<>();
    servers.values().forEach(server -> attempts.put(server, server.reconnect()));
    long deadline = System.nanoTime() + REFRESH_TIMEOUT.toNanos();
    attempts.forEach(
        (server, attempt) ->
            outcome(server, attempt, deadline)
                .ifPresent(error -> errors.add(server.server().slug() + ": " + error)));
    int count = tools.size();
    return errors.isEmpty()
        ? new Refresh.Succeeded(count)
        : new Refresh.Failed(count, String.join("; ", errors));
  }

  @PreDestroy
  void close() {
    List<ManagedServer> last;
    synchronized (loading) {
      closed = true;
      last = List.copyOf(servers.values());
      servers = Map.of();
    }
    last.forEach(ManagedServer::shutDown);
    CompletableFuture<?>[] ended =
        last.stream().map(ManagedServer::ended).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ended).get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("Not every MCP session could be ended in time");
    }
  }

  private static Optional<String> outcome(
      ManagedServer server, CompletableFuture<Optional<McpFailure>> attempt, long deadline) {
    try {
      return attempt
          .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
          .map(failure -> server.conceal(failure.reason()));
    } catch (TimeoutException e) {
      return Optional.of("It is still being connected");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("The refresh was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void loadUntilRead() {
    var backoff = new Backoff(settings.retryDelay(), settings.maxRetryDelay());
    try {
      while (!closed && !load().isEmpty()) {
        Thread.sleep(backoff.next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Reads the directories; starts servers that are new, ends those that are gone, and leaves alone
   * those that are as they were. Of a directory that cannot be read, all stay as they were.
   *
   * @return what went wrong
   */
  private List<String> load() {
    List<String> errors = new ArrayList<>();
    List<ManagedServer> added = new ArrayList<>();
    List<ManagedServer> gone;
    synchronized (loading) {
      if (closed) {
        return errors;
      }
      Map<Key, ManagedServer> before = servers;
      Map<Key, ManagedServer> now = new LinkedHashMap<>();
      for (McpServerDirectory directory : directories) {
        try {
          for (McpServer server : directory.servers()) {
            var key = new Key(directory, server.id());
            ManagedServer same = before.get(key);
            if (same == null || !same.server().equals(server)) {
              same = manage(directory, server);
              added.add(same);
            }
            now.put(key, same);
          }
        } catch (RuntimeException e) {
          LOG.warn("The list of MCP servers cannot be read: {}", e.toString());
          errors.add("The list of servers cannot be read");
          before.forEach(
              (key, server) -> {
                if (key.directory().equals(directory)) {
                  now.put(key, server);
                }
              });
        }
      }
      servers = now;
      gone = before.values().stream().filter(server -> !now.containsValue(server)).toList();
    }
    gone.forEach(ManagedServer::shutDown);
    added.forEach(ManagedServer::start);
    if (!gone.isEmpty()) {
      gather();
    }
    return errors;
  }

  private ManagedServer manage(McpServerDirectory directory, McpServer server) {
    return new ManagedServer(
        server,
        connectors.apply(server),
        settings,
        clock,
        new ManagedServer.Reports() {
          @Override
          public void toolsChanged() {
            gather();
          }

          @Override
          public void healthChanged(McpHealth health) {
            directory.report(server.id(), health);
          }
        });
  }

  /** Puts the servers' tools together; of two with one name, the first server's is kept. */
  private void gather() {
    synchronized (listeners) {
      Map<String, Tool> byName = new LinkedHashMap<>();
      List<McpTool> twice = new ArrayList<>();
      servers.values().stream()
          .flatMap(server -> server.tools().stream())
          .forEach(
              tool -> {
                if (byName.putIfAbsent(tool.name(), tool) != null) {
                  twice.add(tool);
                }
              });
      logCollisions(twice);
      tools = List.copyOf(byName.values());
    }
    listeners.forEach(Runnable::run);
  }

  private void logCollisions(List<McpTool> twice) {
    Set<String> now =
        twice.stream()
            .map(tool -> tool.name() + " of " + tool.server().server().slug())
            .collect(Collectors.toUnmodifiableSet());
    Stream<String> fresh = now.stream().filter(collision -> !collisions.contains(collision));
    fresh.forEach(
        collision -> LOG.warn("Left out the MCP tool {}: its name is already taken", collision));
    collisions = now;
  }
}
