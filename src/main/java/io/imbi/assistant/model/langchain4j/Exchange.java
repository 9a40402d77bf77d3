package io.imbi.assistant.model.langchain4j;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.imbi.assistant.model.ModelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * One request and its answer on the wire. LangChain4j takes it for an HTTP client and runs it on
 * the thread that asks; ending it from any other thread closes the connection at once. It ends
 * itself when the provider is silent for too long and when the answer's deadline has come.
 */
final class Exchange implements HttpClient {

  /** Beyond any answer: a provider that sends more is broken. */
  static final long MAX_ANSWER_BYTES = 64L * 1024 * 1024;

  private static final int MAX_ERROR_BYTES = 64 * 1024;

  private final java.net.http.HttpClient http;
  private final Scheduler scheduler;
  private final Duration idleTimeout;
  private final Thread thread = Thread.currentThread();
  private final Disposable.Composite timers = Disposables.composite();

  private volatile long lastSign;
  private volatile boolean sentDone;
  private boolean ended;
  private @Nullable InputStream body;
  private @Nullable Failure failure;

  /** To be made on the thread that will run it. */
  Exchange(java.net.http.HttpClient http, Scheduler scheduler, Duration idleTimeout) {
    this.http = http;
    this.scheduler = scheduler;
    this.idleTimeout = idleTimeout;
  }

  /** Starts the clocks. */
  void begin(Duration timeLeft) {
    lastSign = now();
    timers.add(
        scheduler.schedule(
            () -> fail(Failure.of(Kind.TIMED_OUT, "The answer's deadline has come")),
            timeLeft.toMillis(),
            TimeUnit.MILLISECONDS));
    watch(idleTimeout.toMillis());
  }

  /** Stops at once, whatever is going on; the first reason given is the one that counts. */
  void fail(Failure reason) {
    InputStream open;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      failure = reason;
      open = body;
      thread.interrupt();
    }
    timers.dispose();
    close(open);
  }

  /** Nothing more comes. Whoever is told next shall not find the thread interrupted. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    timers.dispose();
    Thread.interrupted();
  }

  /** Why there is no answer, if that is known. */
  synchronized @Nullable Failure failure() {
    return failure;
  }

  /** Whether the provider has said that its answer is complete. */
  boolean sentDone() {
    return sentDone;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new UnsupportedOperationException("Answers are streamed");
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    HttpResponse<InputStream> response;
    try {
      response = http.send(toJdk(request), BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      fail(Failure.of(Kind.UNAVAILABLE, "No connection: " + e));
      return;
    } catch (IOException e) {
      fail(Failure.of(Kind.CUT, "Before the answer began: " + e));
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    lastSign = now();
    if (!opened(response.body())) {
      return;
    }
    if (response.statusCode() / 100 != 2) {
      refused(response, listener);
      return;
    }
    parser.parse(new Watched(response.body()), new Observed(listener));
    listener.onClose();
  }

  /** Takes the body, unless the exchange has ended meanwhile. */
  private boolean opened(InputStream stream) {
    boolean late;
    synchronized (this) {
      late = ended;
      body = stream;
    }
    if (late) {
      close(stream);
    }
    return !late;
  }

  private void refused(HttpResponse<InputStream> response, ServerSentEventListener listener) {
    String text;
    try (InputStream in = new Watched(response.body())) {
      text = new String(in.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      text = "(no body: " + e + ")";
    }
    fail(Failure.ofStatus(response.statusCode(), text, response.headers()));
    listener.onError(new HttpException(response.statusCode(), text));
  }

  private void watch(long millis) {
    timers.add(scheduler.schedule(this::checkSilence, millis, TimeUnit.MILLISECONDS));
  }

  private void checkSilence() {
    long left = idleTimeout.toMillis() - (now() - lastSign);
    if (left > 0) {
      watch(left);
    } else {
      fail(Failure.of(Kind.STALLED, "Nothing came for " + idleTimeout));
    }
  }

  private long now() {
    return scheduler.now(TimeUnit.MILLISECONDS);
  }

  private static java.net.http.HttpRequest toJdk(HttpRequest request) {
    var builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
    request.headers().forEach((name, values) -> values.forEach(v -> builder.header(name, v)));
    return builder
        .method(
            request.method().name(),
            java.net.http.HttpRequest.BodyPublishers.ofString(request.body()))
        .build();
  }

  private static void close(@Nullable InputStream stream) {
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        // It is closed as far as it can be.
      }
    }
  }

  /** Notes each sign of life, and refuses an answer without end. */
  private final class Watched extends InputStream {

    private final InputStream in;
    private long count;

    Watched(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return noted(in.read(), 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      return noted(read, read);
    }

    private int noted(int result, int bytes) throws IOException {
      lastSign = now();
      if (result >= 0) {
        count += bytes;
      }
      if (count > MAX_ANSWER_BYTES) {
        fail(Failure.of(Kind.INVALID_ANSWER, "More than " + MAX_ANSWER_BYTES + " bytes"));
        throw new IOException("The answer is too long");
      }
      return result;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Passes events on and notes the one that says that all is said. */
  private final class Observed implements ServerSentEventListener {

    private final ServerSentEventListener listener;

    Observed(ServerSentEventListener listener) {
      this.listener = listener;
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
      if (event.data().strip().equals("[DONE]")) {
        sentDone = true;
      }
      listener.onEvent(event, context);
    }

    @Override
    public void onError(Throwable error) {
      fail(Failure.of(Kind.CUT, "In the middle of the answer: " + error));
      listener.onError(error);
    }
  }
}
