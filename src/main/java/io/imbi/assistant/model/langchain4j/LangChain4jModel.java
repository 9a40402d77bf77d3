package io.imbi.assistant.model.langchain4j;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.Completion;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException.Kind;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.Usage;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A model behind LangChain4j. Each request runs on a virtual thread of its own. */
final class LangChain4jModel implements ChatModel, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LangChain4jModel.class);

  private static final int MAX_ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_ANSWER = Duration.ofDays(1);

  private final Adapter adapter;
  private final String defaultModel;
  private final Dialect dialect;
  private final Duration idleTimeout;
  private final Clock clock;
  private final Scheduler scheduler;
  private final java.net.http.HttpClient http;

  /**
   * @param scheduler keeps the time; does not run the requests
   */
  LangChain4jModel(
      Adapter adapter,
      Dialect dialect,
      String defaultModel,
      Duration idleTimeout,
      Clock clock,
      Scheduler scheduler) {
    this.adapter = adapter;
    this.dialect = dialect;
    this.defaultModel = defaultModel;
    this.idleTimeout = idleTimeout;
    this.clock = clock;
    this.scheduler = scheduler;
    this.http =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  /** An attempt that failed. */
  private static final class Failed extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final boolean begun;

    Failed(Failure failure, boolean begun) {
      super(failure.kind().name(), null, false, false);
      this.failure = failure;
      this.begun = begun;
    }
  }

  @Override
  public String provider() {
    return adapter.setting();
  }

  @Override
  public String defaultModel() {
    return defaultModel;
  }

  @Override
  public ToolSearch toolSearch() {
    return ToolSearch.OWN_TOOL;
  }

  @Override
  public Flux<ModelEvent> stream(ModelRequest request) {
    return attempt(request, 1)
        .onErrorMap(Failed.class, failed -> failed.failure.exception(dialect.secret()));
  }

  @Override
  public Mono<String> complete(ModelRequest request) {
    return completion(request).map(Completion::text);
  }

  @Override
  public Mono<Completion> completion(ModelRequest request) {
    return stream(request).collectList().map(LangChain4jModel::completionOf);
  }

  private static Completion completionOf(List<ModelEvent> events) {
    var text = new StringBuilder();
    Usage usage = Usage.ZERO;
    for (ModelEvent event : events) {
      switch (event) {
        case ModelEvent.TextDelta(String delta) -> text.append(delta);
        case ModelEvent.Completed completed -> usage = completed.usage();
        case ModelEvent.ToolUseStarted _,
            ModelEvent.ToolInputDelta _,
            ModelEvent.BlockStopped _ -> {}
      }
    }
    return new Completion(text.toString(), usage);
  }

  private Flux<ModelEvent> attempt(ModelRequest request, int number) {
    return Flux.<ModelEvent>create(sink -> run(request, sink))
        .onErrorResume(
            Failed.class,
            failed -> {
              Duration pause = pause(failed.failure, number);
              boolean again =
                  !failed.begun
                      && number < MAX_ATTEMPTS
                      && failed.failure.isPassing()
                      && pause.compareTo(timeLeft(request)) < 0;
              if (!again) {
                return Flux.error(failed);
              }
              LOG.info("{}: asking again in {}", failed.failure.kind(), pause);
              return Mono.delay(pause, scheduler)
                  .thenMany(Flux.defer(() -> attempt(request, number + 1)));
            });
  }

  /** What the provider asks for, or else longer each time and not the same for everybody. */
  private static Duration pause(Failure failure, int number) {
    return failure
        .retryAfter()
        .orElseGet(
            () -> {
              long longest = FIRST_PAUSE.toMillis() << (number - 1);
              return Duration.ofMillis(
                  ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
            });
  }

  /** The time until the request's deadline, or so much that it makes no difference. */
  private Duration timeLeft(ModelRequest request) {
    Duration left = Duration.between(clock.instant(), request.deadline());
    return left.compareTo(LONGEST_ANSWER) < 0 ? left : LONGEST_ANSWER;
  }

  private void run(ModelRequest request, FluxSink<ModelEvent> sink) {
    if (!timeLeft(request).isPositive()) {
      sink.error(new Failed(Failure.of(Kind.TIMED_OUT, "The deadline has passed"), false));
      return;
    }
    Thread.ofVirtual().name("model-" + provider()).start(() -> converse(request, sink));
  }

  private void converse(ModelRequest request, FluxSink<ModelEvent> sink) {
    var exchange = new Exchange(http, scheduler, idleTimeout);
    sink.onDispose(() -> exchange.fail(Failure.of(Kind.CUT, "Cancelled")));
    var answer = new Answer(sink::next, () -> "call_" + UUID.randomUUID());
    exchange.begin(timeLeft(request));
    try {
      dialect
          .connect(new Connection(exchange))
          .chat(
              ChatRequest.builder()
                  .messages(Messages.of(request))
                  .parameters(dialect.parameters(request))
                  .build(),
              answer);
    } catch (RuntimeException e) {
      LOG.error("The request to {} could not be made", provider(), e);
      answer.onError(e);
    }
    exchange.end();
    conclude(exchange, answer, sink);
  }

  private static void conclude(Exchange exchange, Answer answer, FluxSink<ModelEvent> sink) {
    if (sink.isCancelled()) {
      return;
    }
    @Nullable Failure failure = exchange.failure();
    if (failure == null) {
      failure = answer.failure();
    }
    ModelEvent.@Nullable Completed completed = null;
    if (failure == null) {
      completed = answer.completed(exchange.sentDone());
    }
    if (completed != null) {
      sink.next(completed);
      sink.complete();
    } else {
      sink.error(
          new Failed(
              failure == null ? Objects.requireNonNull(answer.failure()) : failure,
              answer.begun()));
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** Gives LangChain4j the one exchange that its request runs in. */
  private record Connection(Exchange exchange) implements HttpClientBuilder {

    @Override
    public Duration connectTimeout() {
      return Duration.ZERO;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return Duration.ZERO;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      return this;
    }

    @Override
    public dev.langchain4j.http.client.HttpClient build() {
      return exchange;
    }
  }
}
