package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import io.imbi.assistant.tool.mcp.McpHealth.State;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server and our session with it. A virtual thread of its own connects, lists the tools, and
 * does so again whenever the server is lost, comes back or says that its tools have changed. Tools
 * once listed stay while the server is away, so that what a model is offered does not flicker.
 */
final class ManagedServer {

  private static final Logger LOG = LoggerFactory.getLogger(ManagedServer.class);

  private static final int MAX_ERROR_CHARS = 500;

  /** The status by which the protocol has a server refuse a request of a session it forgot. */
  private static final int NOT_FOUND = 404;

  /** A session that is lost sooner is not replaced at once, lest we connect in circles. */
  private static final Duration USEFUL_LIFE = Duration.ofSeconds(10);

  /** JSON-RPC errors that a server gives for a tool that it no longer has. */
  private static final List<Integer> UNKNOWN_TOOL = List.of(-32601, -32602);

  private final McpServer server;
  private final McpConnector connector;
  private final Clock clock;
  private final Duration pause;
  private final Backoff backoff;
  private final Reports reports;
  private final ToolListing listing;

  private final BlockingQueue<Event> mailbox = new LinkedBlockingQueue<>();
  private final AtomicBoolean relistAsked = new AtomicBoolean();
  private final Thread thread;
  private volatile CompletableFuture<Void> ended = new CompletableFuture<>();

  private volatile @Nullable McpConnection connection;
  private volatile List<McpTool> tools = List.of();
  private final AtomicReference<McpHealth> health = new AtomicReference<>(McpHealth.UNKNOWN);
  private volatile boolean closed;

  /** The thread's own: when to connect, or to list again if connected; 0 for not at all. */
  private long dueNanos;

  /** The thread's own. */
  private long connectedNanos;

  /** The thread's own. */
  private McpHealth reported = McpHealth.UNKNOWN;

  /** Is told what changes. Called on the server's own thread. */
  interface Reports {

    void toolsChanged();

    void healthChanged(McpHealth health);
  }

  /** What the thread has to see to. */
  private sealed interface Event {

    /** The server says that its tools have changed. */
    record ListAgain() implements Event {}

    /** The session is of no more use. */
    record Lost(McpConnection connection) implements Event {}

    /** Somebody needs a session. */
    record Needed(CompletableFuture<Optional<McpFailure>> done) implements Event {}

    /** Somebody wants a new session and a new list. */
    record Reconnect(CompletableFuture<Optional<McpFailure>> done) implements Event {}

    /** The health is to be reported. */
    record Report() implements Event {}
  }

  ManagedServer(
      McpServer server,
      McpConnector connector,
      McpSettings settings,
      Clock clock,
      Reports reports) {
    this.server = server;
    this.connector = connector;
    this.clock = clock;
    this.pause = settings.retryDelay();
    this.backoff = new Backoff(settings.retryDelay(), settings.maxRetryDelay());
    this.reports = reports;
    this.listing = new ToolListing(server);
    this.thread = Thread.ofVirtual().name("mcp-" + server.slug()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  String name() {
    return server.name();
  }

  McpServer server() {
    return server;
  }

  List<McpTool> tools() {
    return tools;
  }

  McpHealth health() {
    return health.get();
  }

  String conceal(String text) {
    return connector.conceal(text);
  }

  /** Has the server connected and listed anew; done with what went wrong, if anything did. */
  CompletableFuture<Optional<McpFailure>> reconnect() {
    var done = new CompletableFuture<Optional<McpFailure>>();
    post(new Event.Reconnect(done));
    return done;
  }

  /**
   * Calls a tool, on the calling thread.
   *
   * @param repeatable whether the call may be made again if the first one was cut
   * @throws McpFailure if there is no usable answer
   */
  JsonNode call(String tool, ObjectNode arguments, boolean repeatable) throws InterruptedException {
    McpConnection first = connected();
    try {
      return call(first, tool, arguments);
    } catch (McpFailure failure) {
      boolean again =
          switch (failure.kind()) {
            case UNREACHABLE -> true;
            case SESSION_GONE -> repeatable || failure.code() == NOT_FOUND;
            case CUT -> repeatable;
            case REFUSED, REMOTE_ERROR, TIMED_OUT, UNUSABLE -> false;
          };
      if (!again) {
        throw failure;
      }
      return call(connected(), tool, arguments);
    }
  }

  private JsonNode call(McpConnection session, String tool, ObjectNode arguments)
      throws InterruptedException {
    try {
      JsonNode result = session.call(tool, arguments);
      noteSuccess();
      return result;
    } catch (McpFailure failure) {
      noteFailure(session, failure);
      throw failure;
    }
  }

  private McpConnection connected() throws InterruptedException {
    McpConnection current = connection;
    if (current != null) {
      return current;
    }
    var done = new CompletableFuture<Optional<McpFailure>>();
    post(new Event.Needed(done));
    try {
      Optional<McpFailure> failure = done.get();
      current = connection;
      if (failure.isEmpty() && current != null) {
        return current;
      }
      throw failure.orElseGet(() -> new McpFailure(Kind.UNREACHABLE, "The session was lost again"));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void noteSuccess() {
    if (health().state() == State.DEGRADED) {
      changeHealth(before -> before.healthyAgain(clock.instant()));
    }
  }

  private void noteFailure(McpConnection session, McpFailure failure) {
    switch (failure.kind()) {
      case CUT, SESSION_GONE, UNREACHABLE -> {
        if (lose(session)) {
          degrade(failure);
        }
      }
      case TIMED_OUT, UNUSABLE, REFUSED -> degrade(failure);
      case REMOTE_ERROR -> {
        if (UNKNOWN_TOOL.contains(failure.code())) {
          listAgain();
        }
      }
    }
  }

  private void degrade(McpFailure failure) {
    String reason = shown(failure);
    changeHealth(before -> before.failing(State.DEGRADED, reason, clock.instant()));
  }

  private void changeHealth(UnaryOperator<McpHealth> change) {
    health.updateAndGet(change);
    post(new Event.Report());
  }

  /** Gives a session up; false if another one took its place already. */
  private boolean lose(McpConnection session) {
    synchronized (this) {
      if (!session.equals(connection)) {
        return false;
      }
      connection = null;
    }
    post(new Event.Lost(session));
    return true;
  }

  private void listAgain() {
    if (relistAsked.compareAndSet(false, true)) {
      post(new Event.ListAgain());
    }
  }

  private void post(Event event) {
    mailbox.add(event);
    if (closed) {
      forsake();
    }
  }

  private void run() {
    try {
      connect();
      while (!closed) {
        Event event =
            dueNanos == 0
                ? mailbox.take()
                : mailbox.poll(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (event != null) {
          handle(event);
        } else if (connection == null) {
          connect();
        } else {
          list();
        }
      }
    } catch (InterruptedException e) {
      // Closing: whoever still waits is told below.
    } finally {
      closed = true;
      forsake();
    }
  }

  private void handle(Event event) throws InterruptedException {
    switch (event) {
      case Event.ListAgain() -> due(pause);
      case Event.Lost(McpConnection lost) -> {
        lost.retire();
        replaceLost();
      }
      case Event.Needed(var done) -> {
        Optional<McpFailure> outcome = connection == null ? connect() : Optional.empty();
        done.complete(outcome);
        mailbox.removeIf(
            other -> other instanceof Event.Needed(var also) && also.complete(outcome));
      }
      case Event.Reconnect(var done) -> done.complete(connect());
      case Event.Report() -> report();
    }
  }

  private void replaceLost() throws InterruptedException {
    if (connection != null) {
      return;
    }
    if (System.nanoTime() - connectedNanos > USEFUL_LIFE.toNanos()) {
      backoff.reset();
      connect();
    } else {
      due(backoff.next());
    }
  }

  /** Opens a session and lists the tools; a session that there was is used until then. */
  private Optional<McpFailure> connect() throws InterruptedException {
    relistAsked.set(false);
    long started = System.nanoTime();
    var listener = new SessionListener();
    McpConnection fresh = null;
    try {
      fresh = connector.open(listener);
      offer(listing.read(fresh));
      connectedNanos = System.nanoTime();
      Duration latency = Duration.ofNanos(connectedNanos - started);
      health.set(McpHealth.healthy(latency, tools.size(), clock.instant()));
      dueNanos = 0;
      replace(fresh);
      if (listener.lost) {
        lose(fresh);
      }
      report();
      return Optional.empty();
    } catch (McpFailure failure) {
      failed(failure);
      return Optional.of(failure);
    } catch (RuntimeException e) {
      LOG.error("MCP server {}: connecting failed unexpectedly", server.slug(), e);
      var failure = new McpFailure(Kind.UNREACHABLE, "Internal error");
      failed(failure);
      return Optional.of(failure);
    } finally {
      if (fresh != null && !fresh.equals(connection)) {
        fresh.retire();
      }
    }
  }

  private void list() throws InterruptedException {
    relistAsked.set(false);
    dueNanos = 0;
    McpConnection session = connection;
    if (session == null) {
      return;
    }
    try {
      offer(listing.read(session));
      health.set(McpHealth.healthy(health().latency(), tools.size(), clock.instant()));
      backoff.reset();
      report();
    } catch (McpFailure failure) {
      noteFailure(session, failure);
      due(backoff.next());
    }
  }

  private void failed(McpFailure failure) {
    boolean answers = connection != null || failure.hasAnswer();
    State state = answers ? State.DEGRADED : State.UNREACHABLE;
    String reason = shown(failure);
    health.updateAndGet(before -> before.failing(state, reason, clock.instant()));
    if (connection == null) {
      due(backoff.next());
    }
    report();
  }

  private String shown(McpFailure failure) {
    return Untrusted.line(connector.conceal(failure.reason()), MAX_ERROR_CHARS);
  }

  private void due(Duration in) {
    dueNanos = Math.max(1, System.nanoTime() + in.toNanos());
  }

  private void offer(List<ToolListing.Listed> listed) {
    List<McpTool> offered = listed.stream().map(tool -> new McpTool(this, tool)).toList();
    if (!offered.equals(tools)) {
      tools = offered;
      reports.toolsChanged();
    }
  }

  private void replace(McpConnection fresh) {
    McpConnection old;
    synchronized (this) {
      if (closed) {
        return;
      }
      old = connection;
      connection = fresh;
    }
    if (old != null) {
      old.retire();
    }
  }

  private void report() {
    McpHealth now = health();
    if (!now.saysMoreThan(reported)) {
      return;
    }
    if (now.state() == State.HEALTHY) {
      LOG.info("MCP server {}: offers {} tools", server.slug(), now.toolsDiscovered());
    } else {
      LOG.warn("MCP server {} is {}: {}", server.slug(), now.state().value(), now.lastError());
    }
    try {
      reports.healthChanged(now);
      reported = now;
    } catch (RuntimeException e) {
      LOG.warn("MCP server {}: its status could not be noted: {}", server.slug(), e.toString());
    }
  }

  /** Ends the session. Calls under way may finish. */
  void shutDown() {
    McpConnection last;
    synchronized (this) {
      closed = true;
      last = connection;
      connection = null;
    }
    thread.interrupt();
    CompletableFuture<Void> sessionEnded = CompletableFuture.completedFuture(null);
    if (last != null) {
      last.retire();
      sessionEnded = last.ended();
    }
    ended = sessionEnded.thenRun(connector::close);
  }

  /** Done when the session is ended after {@link #shutDown}. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Tells everybody who still waits that nothing more comes. */
  private void forsake() {
    var gone = Optional.of(new McpFailure(Kind.UNREACHABLE, "The server is no longer configured"));
    for (Event event = mailbox.poll(); event != null; event = mailbox.poll()) {
      switch (event) {
        case Event.Needed(var done) -> done.complete(gone);
        case Event.Reconnect(var done) -> done.complete(gone);
        case Event.Lost(McpConnection lost) -> lost.retire();
        case Event.ListAgain(), Event.Report() -> {}
      }
    }
  }

  /** Of one session. Its loss matters no more once another one took its place. */
  private final class SessionListener implements McpConnection.Listener {

    volatile boolean lost;

    @Override
    public void toolsChanged() {
      listAgain();
    }

    @Override
    public void lost(McpConnection session, McpFailure why) {
      lost = true;
      if (lose(session)) {
        String reason = shown(why);
        changeHealth(before -> before.failing(State.UNREACHABLE, reason, clock.instant()));
      }
    }
  }
}
