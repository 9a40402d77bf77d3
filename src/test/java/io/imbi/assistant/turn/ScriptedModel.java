package io.imbi.assistant.turn;

import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A model that answers what it was told to, in order, and remembers what it was asked. */
final class ScriptedModel implements ChatModel {

  static final Usage USAGE = new Usage(10, 5, 2, 1);

  final List<ModelRequest> requests = new ArrayList<>();
  final List<ModelRequest> counted = new ArrayList<>();
  final AtomicInteger cancelled = new AtomicInteger();
  private final Queue<Flux<ModelEvent>> answers = new ArrayDeque<>();
  Mono<String> title = Mono.just("A Fine Title");
  String titled = "";
  private String defaultModel = "scripted-1";

  /** Sets the service's own model. */
  void models(String name) {
    defaultModel = name;
  }

  ScriptedModel answer(Flux<ModelEvent> events) {
    answers.add(events);
    return this;
  }

  ScriptedModel says(String... deltas) {
    return answer(text(deltas).concatWith(end(String.join("", deltas), StopReason.END_TURN)));
  }

  ScriptedModel fails(ModelException.Kind kind, String... deltas) {
    return answer(text(deltas).concatWith(Flux.error(new ModelException(kind, "scripted"))));
  }

  /** Text, then calls given as {@code id, name} pairs with empty input. */
  ScriptedModel calls(String said, String... idsAndNames) {
    List<ModelEvent> events = new ArrayList<>();
    List<ContentBlock> blocks = new ArrayList<>();
    if (!said.isEmpty()) {
      events.add(new ModelEvent.TextDelta(said));
      events.add(ModelEvent.BlockStopped.INSTANCE);
      blocks.add(new ContentBlock.Text(said));
    }
    for (int i = 0; i < idsAndNames.length; i += 2) {
      events.add(new ModelEvent.ToolUseStarted(idsAndNames[i], idsAndNames[i + 1]));
      events.add(new ModelEvent.ToolInputDelta("{}"));
      events.add(ModelEvent.BlockStopped.INSTANCE);
      blocks.add(new ContentBlock.ToolUse(idsAndNames[i], idsAndNames[i + 1], Json.object()));
    }
    events.add(new ModelEvent.Completed(blocks, StopReason.TOOL_USE, USAGE, null));
    return answer(Flux.fromIterable(events));
  }

  static Flux<ModelEvent> text(String... deltas) {
    return Flux.fromStream(() -> Arrays.stream(deltas).map(ModelEvent.TextDelta::new));
  }

  static Flux<ModelEvent> end(String text, StopReason reason) {
    List<ContentBlock> blocks = text.isEmpty() ? List.of() : List.of(new ContentBlock.Text(text));
    return Flux.just(
        ModelEvent.BlockStopped.INSTANCE, new ModelEvent.Completed(blocks, reason, USAGE, null));
  }

  @Override
  public String provider() {
    return "scripted";
  }

  @Override
  public String defaultModel() {
    return defaultModel;
  }

  @Override
  public ToolSearch toolSearch() {
    return ToolSearch.BUILT_IN;
  }

  @Override
  public Flux<ModelEvent> stream(ModelRequest request) {
    return Flux.defer(
        () -> {
          requests.add(request);
          Flux<ModelEvent> next = answers.poll();
          if (next == null) {
            throw new AssertionError("The model was asked once too often");
          }
          return next.doOnCancel(cancelled::incrementAndGet);
        });
  }

  @Override
  public Mono<Long> countTokens(ModelRequest request) {
    counted.add(request);
    return Mono.error(new ModelException(ModelException.Kind.UNAVAILABLE, "scripted"));
  }

  @Override
  public Mono<String> complete(ModelRequest request) {
    titled = request.model();
    return title;
  }
}
