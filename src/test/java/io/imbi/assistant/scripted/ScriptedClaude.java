package io.imbi.assistant.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Anthropic Messages API on a loopback port, answering what the test wrote down.
 *
 * <pre>{@code
 * try (var claude = ScriptedClaude.start()) {
 *   claude.enqueue(Answer.calling("toolu_1", "list_projects", "{}"));
 *   claude.enqueue(Answer.saying("You have ", "two projects."));
 *   // ANTHROPIC_BASE_URL = claude.url(), ANTHROPIC_API_KEY = ScriptedClaude.API_KEY
 * }
 * }</pre>
 *
 * A streamed request gets the next answer of the queue, or, once the queue is empty, what the
 * function of {@link #answering} makes; without either it is a 500 that must not be retried. A
 * request that does not stream (a title) has a queue and a function of its own, and is otherwise
 * answered with {@link #DEFAULT_COMPLETION}. What Anthropic refuses is refused with its 400 and
 * listed in {@link #refusals()}; such a request takes no answer from a queue.
 *
 * <p>Unless an answer says other numbers, {@code usage} tells what the prompt cache would have
 * held.
 */
public final class ScriptedClaude implements AutoCloseable {

  /** The only key that this server takes. */
  public static final String API_KEY = "sk-ant-scripted-0123456789";

  /** What a request that does not stream is answered without a script. */
  public static final String DEFAULT_COMPLETION = "A scripted title";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_BODY = 32 * 1024 * 1024;

  private final ServerSocket listener;
  private final String prefix;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<Answer> completions = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Function<ReceivedRequest, Answer> answering;
  private volatile Function<ReceivedRequest, Answer> completing =
      request -> Answer.saying(DEFAULT_COMPLETION);
  private volatile long contextWindow = Long.MAX_VALUE;
  private volatile boolean trusting;

  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final Set<JsonNode> sentBlocks = ConcurrentHashMap.newKeySet();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger requestIds = new AtomicInteger();
  private final PromptCache cache = new PromptCache();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private ScriptedClaude(ServerSocket listener, String prefix) {
    this.listener = listener;
    this.prefix = prefix;
  }

  public static ScriptedClaude start() {
    return start("");
  }

  /**
   * @param pathPrefix such as {@code /gateway}, under which the API is mounted
   */
  public static ScriptedClaude start(String pathPrefix) {
    try {
      var listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      var server = new ScriptedClaude(listener, pathPrefix);
      Thread.ofVirtual().name("scripted-claude").start(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The base URL to configure. */
  public URI url() {
    return URI.create(
        "http://"
            + listener.getInetAddress().getHostAddress()
            + ":"
            + listener.getLocalPort()
            + prefix);
  }

  // --- the script ---

  /** Answers of the next streamed requests, in this order. */
  public ScriptedClaude enqueue(Answer... next) {
    answers.addAll(List.of(next));
    return this;
  }

  /** Answers of the next requests that do not stream, in this order. */
  public ScriptedClaude enqueueCompletion(Answer... next) {
    completions.addAll(List.of(next));
    return this;
  }

  /** Answers streamed requests for which none is queued. */
  public ScriptedClaude answering(Function<ReceivedRequest, Answer> script) {
    answering = script;
    return this;
  }

  /** Answers requests that do not stream and for which no answer is queued. */
  public ScriptedClaude completing(Function<ReceivedRequest, Answer> script) {
    completing = script;
    return this;
  }

  /** Refuses prompts of more tokens; four characters count as one. */
  public ScriptedClaude contextWindow(long tokens) {
    contextWindow = tokens;
    return this;
  }

  /** Accepts this block (thinking, say) in a history as if this server had sent it. */
  public ScriptedClaude remember(JsonNode block) {
    sentBlocks.add(block);
    return this;
  }

  /** Neither checks nor keeps requests from now on; for benchmarks. */
  public ScriptedClaude trusting() {
    trusting = true;
    return this;
  }

  // --- what happened ---

  /** Every request to {@code /v1/messages} that could be read, in order, refused ones too. */
  public List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  /** The streamed ones of {@link #requests()}. */
  public List<ReceivedRequest> streamed() {
    return requests.stream().filter(ReceivedRequest::streaming).toList();
  }

  public ReceivedRequest lastRequest() {
    return requests.getLast();
  }

  /** Waits for the request with this number, counted from 0. */
  public ReceivedRequest awaitRequest(int index) {
    await(() -> requests.size() > index, "request number " + index);
    return requests.get(index);
  }

  /** Waits for the streamed request with this number, counted from 0. */
  public ReceivedRequest awaitStreamed(int index) {
    await(() -> streamed().size() > index, "streamed request number " + index);
    return streamed().get(index);
  }

  /** What was refused, in Anthropic's words; empty if the client behaved. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Answers that are still queued. */
  public int unused() {
    return answers.size();
  }

  /** Connections that neither side has closed. */
  public int openConnections() {
    return connections.size();
  }

  /** Connections that were ever made. */
  public int acceptedConnections() {
    return accepted.get();
  }

  /** Waits until no connection is open. */
  public void awaitNoConnections() {
    await(connections::isEmpty, "all connections to be closed");
  }

  /** Waits until the client has left the request that came last before its answer was complete. */
  public void awaitClientGone() {
    awaitClientGone(PATIENCE);
  }

  /** Waits as {@link #awaitClientGone()}. */
  public void awaitClientGone(Duration atMost) {
    awaitRequest(0);
    lastRequest().awaitAbandoned(atMost);
  }

  /** Requests whose answer is neither complete nor given up. */
  public List<ReceivedRequest> underWay() {
    return requests.stream().filter(request -> !request.isOver()).toList();
  }

  /** Requests whose answer the client did not wait for. */
  public long abandoned() {
    return requests.stream().filter(ReceivedRequest::isAbandoned).count();
  }

  /** Forgets requests, refusals and queued answers, for a server that several tests share. */
  public void reset() {
    answers.clear();
    completions.clear();
    requests.clear();
    refusals.clear();
    answering = null;
    completing = request -> Answer.saying(DEFAULT_COMPLETION);
    contextWindow = Long.MAX_VALUE;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connections.forEach(Connection::close);
    }
  }

  // --- the server ---

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        var connection = new Connection(socket);
        accepted.incrementAndGet();
        connections.add(connection);
        if (listener.isClosed()) {
          connection.close();
        }
        Thread.ofVirtual().name("scripted-claude-reader").start(() -> serve(connection));
      } catch (IOException e) {
        // The listener is closed, or a client was gone before it was accepted.
      }
    }
  }

  /** Reads on while an answer is written, so that a client that leaves is noticed at once. */
  private void serve(Connection connection) {
    var previous = new CountDownLatch(0);
    var open = new ConcurrentLinkedQueue<ReceivedRequest>();
    try {
      for (var next = connection.read(); next.isPresent(); next = connection.read()) {
        Connection.Request request = next.get();
        CountDownLatch before = previous;
        var done = new CountDownLatch(1);
        previous = done;
        Thread.ofVirtual()
            .name("scripted-claude-writer")
            .start(
                () -> {
                  try {
                    before.await();
                    handle(connection, request, open);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    done.countDown();
                  }
                });
      }
    } finally {
      connection.lost();
      connections.remove(connection);
      if (connection.closedByClient()) {
        open.forEach(ReceivedRequest::clientGone);
      }
      announce();
    }
  }

  private void handle(
      Connection connection, Connection.Request request, Queue<ReceivedRequest> open) {
    String requestId = "req_scripted_%04d".formatted(requestIds.incrementAndGet());
    try {
      respond(connection, request, requestId, open);
    } catch (IOException e) {
      connection.lost();
    }
  }

  private void respond(
      Connection connection,
      Connection.Request request,
      String requestId,
      Queue<ReceivedRequest> open)
      throws IOException {
    boolean counting = request.path().equals(prefix + "/v1/messages/count_tokens");
    if (!request.method().equals("POST")
        || !(counting || request.path().equals(prefix + "/v1/messages"))) {
      refuse(connection, requestId, Failure.Status.of(404, "not_found_error", "Not found"));
      return;
    }
    var wrongHead = wrongHead(request);
    if (wrongHead != null) {
      refuse(connection, requestId, wrongHead);
      return;
    }
    ObjectNode body;
    try {
      body = (ObjectNode) Json.parse(request.body().bytes());
    } catch (MalformedJsonException | ClassCastException e) {
      refuse(
          connection, requestId, invalid("The request body is not valid JSON: " + e.getMessage()));
      return;
    }
    if (counting) {
      count(connection, requestId, body);
      return;
    }
    var received =
        new ReceivedRequest(request.path(), request.headers(), request.body().bytes(), body);
    open.add(received);
    if (trusting) {
      answer(connection, received, requestId, Json.object());
      open.remove(received);
      return;
    }
    requests.add(received);
    if (connection.closedByClient()) {
      received.clientGone();
    }
    announce();
    String violation = RequestRules.violation(body, false, sentBlocks);
    long tokens = PromptCache.count(body);
    if (violation == null && tokens > contextWindow) {
      violation = "prompt is too long: " + tokens + " tokens > " + contextWindow + " maximum";
    }
    if (violation == null) {
      answer(connection, received, requestId, cache.read(body));
      received.finished();
    } else {
      received.finished();
      refuse(connection, requestId, invalid(violation));
    }
    open.remove(received);
  }

  private void answer(
      Connection connection, ReceivedRequest request, String requestId, ObjectNode usage)
      throws IOException {
    Answer answer = next(request);
    String messageId = requestId.replace("req_", "msg_");
    // Remembered before the client can have read it, so that it can never send it back too early.
    sentBlocks.addAll(answer.content());
    var writer = new AnswerWriter(connection, request, requestId, answer);
    if (request.streaming()) {
      writer.stream(answer.start(messageId, request.model(), usage));
    } else {
      writer.whole(messageId, usage);
    }
  }

  private Answer next(ReceivedRequest request) {
    if (!request.streaming()) {
      Answer queued = completions.poll();
      return queued != null ? queued : completing.apply(request);
    }
    Answer queued = answers.poll();
    if (queued != null) {
      return queued;
    }
    Function<ReceivedRequest, Answer> script = answering;
    return script != null
        ? script.apply(request)
        : Answer.failing(
            Failure.Status.of(500, "api_error", "The test has no answer to this request")
                .withHeader("x-should-retry", "false"));
  }

  private void count(Connection connection, String requestId, ObjectNode body) throws IOException {
    String violation = RequestRules.violation(body, true, sentBlocks);
    if (violation != null) {
      refuse(connection, requestId, invalid(violation));
      return;
    }
    String count = Json.write(Json.object().put("input_tokens", PromptCache.count(body)));
    AnswerWriter.respond(connection, 200, requestId, Map.of(), count);
  }

  private static Failure.@Nullable Status wrongHead(Connection.Request request) {
    String key = request.headers().get("x-api-key");
    if (key == null) {
      return Failure.Status.of(401, "authentication_error", "x-api-key header is required");
    }
    if (!key.equals(API_KEY)) {
      return Failure.Status.of(401, "authentication_error", "invalid x-api-key");
    }
    String version = request.headers().getOrDefault("anthropic-version", "");
    if (!version.equals("2023-06-01")) {
      return invalid("anthropic-version: \"" + version + "\" is not a valid version");
    }
    String type = request.headers().getOrDefault("content-type", "");
    if (!type.startsWith("application/json")) {
      return invalid("content-type: must be application/json");
    }
    if (request.body().bytes().length > MAX_BODY) {
      return Failure.Status.of(413, "request_too_large", "Request exceeds the maximum size");
    }
    return null;
  }

  private static Failure.Status invalid(String message) {
    return Failure.Status.of(400, "invalid_request_error", message);
  }

  private void refuse(Connection connection, String requestId, Failure.Status status)
      throws IOException {
    refusals.add(Json.parse(status.body()).path("error").path("message").asText());
    AnswerWriter.respond(connection, status.code(), requestId, status.headers(), status.body());
  }

  private void announce() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(BooleanSupplier condition, String what) {
    long left = PATIENCE.toNanos();
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError("Waited " + PATIENCE + " in vain for " + what);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for " + what, e);
    } finally {
      lock.unlock();
    }
  }
}
