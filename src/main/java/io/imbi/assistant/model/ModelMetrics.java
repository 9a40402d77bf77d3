package io.imbi.assistant.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Counts what models are asked and what it costs, whichever adapter and way in it is. */
@Singleton
@Requires(beans = MeterRegistry.class)
final class ModelMetrics implements BeanCreatedEventListener<ChatModel> {

  /** Names come from whoever starts a conversation, and each is kept for good. */
  private static final int MAX_NAMES = 100;

  private static final String OTHERS = "other";

  private final MeterRegistry registry;

  ModelMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public ChatModel onCreated(BeanCreatedEvent<ChatModel> event) {
    return new Counting(event.getBean(), registry, ConcurrentHashMap.newKeySet());
  }

  private record Counting(ChatModel model, MeterRegistry registry, Set<String> names)
      implements ChatModel {

    @Override
    public String provider() {
      return model.provider();
    }

    @Override
    public String defaultModel() {
      return model.defaultModel();
    }

    @Override
    public ToolSearch toolSearch() {
      return model.toolSearch();
    }

    @Override
    public Flux<ModelEvent> stream(ModelRequest request) {
      return stream(request, Schedulers.immediate());
    }

    @Override
    public Flux<ModelEvent> stream(ModelRequest request, Scheduler near) {
      return model.stream(request, near)
          .doOnSubscribe(_ -> called(request))
          .doOnNext(
              event -> {
                if (event instanceof ModelEvent.Completed completed) {
                  used(request, completed.usage());
                }
              });
    }

    @Override
    public Mono<String> complete(ModelRequest request) {
      return completion(request).map(Completion::text);
    }

    @Override
    public Mono<Completion> completion(ModelRequest request) {
      return model
          .completion(request)
          .doOnSubscribe(_ -> called(request))
          .doOnNext(completion -> used(request, completion.usage()));
    }

    @Override
    public Mono<Long> countTokens(ModelRequest request) {
      return model.countTokens(request);
    }

    private void called(ModelRequest request) {
      counter("llm.calls", "Requests to models", request).increment();
    }

    private void used(ModelRequest request, Usage usage) {
      counter("llm.usage.prompt.tokens", "Tokens that models read", request)
          .increment((double) usage.totalInputTokens());
      counter("llm.usage.completion.tokens", "Tokens that models wrote", request)
          .increment((double) usage.outputTokens());
    }

    private Counter counter(String name, String description, ModelRequest request) {
      return Counter.builder(name)
          .description(description)
          .tag("model", nameOf(request.model()))
          .register(registry);
    }

    private String nameOf(String model) {
      if (names.contains(model)) {
        return model;
      }
      return names.size() < MAX_NAMES && names.add(model) ? model : OTHERS;
    }
  }
}
