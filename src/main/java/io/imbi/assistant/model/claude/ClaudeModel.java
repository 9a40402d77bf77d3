package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.Completion;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.model.WhenChosen;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Claude, over Anthropic's Messages API. Its own tool search finds deferred tools. */
@Singleton
@WhenChosen(Adapter.CLAUDE)
final class ClaudeModel implements ChatModel {

  private static final Logger LOG = LoggerFactory.getLogger(ClaudeModel.class);

  private final ClaudeSettings settings;
  private final MessagesApi api;
  private final AnswerStream.Parts parts;

  @Inject
  ClaudeModel(
      ClaudeSettings settings,
      AnthropicSettings anthropic,
      MessagesApi api,
      MessagesTransport transport,
      Clock clock) {
    this(
        settings,
        api,
        transport,
        new RepeatPolicy(anthropic.maxRetries(), () -> ThreadLocalRandom.current().nextDouble()),
        clock,
        Schedulers.parallel());
  }

  /**
   * @param timer waits before repetitions and watches the deadline; never blocked
   */
  ClaudeModel(
      ClaudeSettings settings,
      MessagesApi api,
      MessagesTransport transport,
      RepeatPolicy repeats,
      Clock clock,
      Scheduler timer) {
    this.settings = settings;
    this.api = api;
    this.parts = new AnswerStream.Parts(new RequestWriter(), transport, repeats, clock, timer);
  }

  @Override
  public String provider() {
    return Adapter.CLAUDE.setting();
  }

  @Override
  public String defaultModel() {
    return settings.model();
  }

  @Override
  public ToolSearch toolSearch() {
    return ToolSearch.BUILT_IN;
  }

  @Override
  public Flux<ModelEvent> stream(ModelRequest request) {
    return stream(request, Schedulers.immediate());
  }

  @Override
  public Flux<ModelEvent> stream(ModelRequest request, Scheduler near) {
    return Flux.create(sink -> new AnswerStream(parts, request, near, sink).start());
  }

  @Override
  public Mono<String> complete(ModelRequest request) {
    return completion(request).map(Completion::text);
  }

  @Override
  public Mono<Completion> completion(ModelRequest request) {
    return inTime(request, RequestWriter.Variant.WHOLE, body -> create(body, request, 0))
        .map(message -> new Completion(textOf(message), usageOf(message)))
        .onErrorMap(error -> failureOf(error).toException());
  }

  @Override
  public Mono<Long> countTokens(ModelRequest request) {
    return inTime(request, RequestWriter.Variant.COUNT, api::countTokens)
        .map(answer -> answer.path("input_tokens").asLong())
        .onErrorMap(error -> failureOf(error).toException());
  }

  private Mono<JsonNode> inTime(
      ModelRequest request, RequestWriter.Variant variant, Function<byte[], Mono<JsonNode>> call) {
    Mono<JsonNode> late = Mono.error(() -> new FailedException(Failure.timedOut()));
    return Mono.defer(
        () -> {
          Duration left = parts.left(request);
          return left.isPositive()
              ? call.apply(parts.writer().write(request, variant))
                  .timeout(left, late, parts.timer())
              : late;
        });
  }

  private Mono<JsonNode> create(byte[] body, ModelRequest request, int repeated) {
    return api.create(body)
        .onErrorResume(
            error -> {
              Failure failure = failureOf(error);
              Optional<Duration> delay =
                  parts.repeats().delay(failure.repeat(), repeated, parts.left(request));
              if (delay.isEmpty()) {
                return Mono.error(new FailedException(failure));
              }
              LOG.info(
                  "Repeating a request in {} ms: {}", delay.get().toMillis(), failure.detail());
              return Mono.delay(delay.get(), parts.timer())
                  .then(Mono.defer(() -> create(body, request, repeated + 1)));
            });
  }

  private Failure failureOf(Throwable error) {
    return Failure.of(error, false, parts.clock().instant());
  }

  private static Usage usageOf(JsonNode message) {
    var count = new UsageCount();
    count.report(message.path("usage"));
    return count.usage();
  }

  private static String textOf(JsonNode message) {
    var text = new StringBuilder();
    for (JsonNode block : message.path("content")) {
      if (block.path("type").asText().equals("text")) {
        text.append(block.path("text").asText());
      }
    }
    if (text.isEmpty()) {
      throw new FailedException(Failure.invalid("The message has no text", null));
    }
    return text.toString();
  }
}
