package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * The rounds of one turn. A round asks the model, passes on its answer as it comes, runs the calls
 * it asks for and stores both; the last round is the one without calls.
 *
 * <p>Streaming and calls can be interrupted at any moment, storing cannot: so whatever ends a turn,
 * the transcript is left with every call answered and everything that was streamed. The steps of a
 * turn follow one another, so its fields need no guard.
 */
final class TurnLoop {

  private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);

  private final TurnParts parts;
  private final TurnRequest request;
  private final ActiveTurn turn;
  private final Runnable release;
  private final String system;
  private final Instant toolsUntil;
  private final ToolCall.Context context;
  private final boolean firstExchange;

  private int rounds;
  private int toolCalls;
  private Usage usage = Usage.ZERO;
  private boolean contextReduced;
  private ToolOffering.Offer offer;

  /** The text of the round under way that is not stored yet. */
  private final StringBuilder text = new StringBuilder();

  private ModelEvent.@Nullable Completed answer;
  private boolean answerStored;

  /**
   * @param release run on a thread that may block when the transcript is complete, before anybody
   *     is told: the conversation is free for the next turn from then on
   */
  TurnLoop(TurnParts parts, TurnRequest request, ActiveTurn turn, Runnable release) {
    this.parts = parts;
    this.request = request;
    this.turn = turn;
    this.release = release;
    this.offer = offer();
    this.system = parts.prompt().render(request.caller().principal(), !offer.tools().isEmpty());
    this.toolsUntil = parts.clock().instant().plus(parts.settings().maxTurnDuration());
    this.context = new ToolCall.Context(request.conversation().toString(), turn.id().toString());
    this.firstExchange = request.transcript().history().size() == 1;
  }

  /** The turn's events; always ends with a terminal one (and perhaps a title), never an error. */
  Flux<TurnEvent> run() {
    return Flux.defer(this::round).onErrorResume(this::fail).concatWith(Flux.defer(this::title));
  }

  private Flux<TurnEvent> round() {
    if (turn.interruption() != null) {
      return interrupted();
    }
    offer = offer();
    return ask().concatWith(Flux.defer(this::answered));
  }

  private ToolOffering.Offer offer() {
    return parts.offering().offer(request, parts.model().toolSearch());
  }

  // --- the model's answer

  private Flux<TurnEvent> ask() {
    answer = null;
    text.setLength(0);
    return parts.model().stream(modelRequest())
        .takeUntilOther(turn.interrupted())
        .<TurnEvent>handle(this::relay)
        .onErrorResume(
            error -> isContextExceeded(error) && text.isEmpty() && !contextReduced,
            error -> reduceContext().map(_ -> ask()).orElseGet(() -> Flux.error(error)));
  }

  private ModelRequest modelRequest() {
    boolean toolsLeft = toolsLeft();
    return new ModelRequest(
        request.model(),
        parts.settings().maxTokens(),
        system,
        offer.tools(),
        toolsLeft ? ToolUseMode.ALLOWED : ToolUseMode.FORBIDDEN,
        messages(),
        toolsUntil.plus(TurnSettings.ANSWER_TIME));
  }

  private boolean toolsLeft() {
    TurnSettings limits = parts.settings();
    return rounds < limits.maxToolRounds()
        && toolCalls < limits.maxTurnToolCalls()
        && usage.totalInputTokens() + usage.outputTokens() < limits.maxTurnTokens()
        && parts.clock().instant().isBefore(toolsUntil);
  }

  private List<ModelMessage> messages() {
    List<ModelMessage> messages =
        Replay.of(request.transcript().history(), parts.model().provider());
    return contextReduced ? ContextReduction.reduce(messages).orElse(messages) : messages;
  }

  private void relay(ModelEvent event, SynchronousSink<TurnEvent> sink) {
    switch (event) {
      case ModelEvent.TextDelta(String delta) -> {
        text.append(delta);
        sink.next(new TurnEvent.Text(delta));
      }
      case ModelEvent.ToolUseStarted(String id, String name) ->
          sink.next(new TurnEvent.ToolUseStart(id, name));
      case ModelEvent.ToolInputDelta(String json) -> sink.next(new TurnEvent.ToolInput(json));
      case ModelEvent.BlockStopped _ -> sink.next(TurnEvent.ContentBlockStop.INSTANCE);
      case ModelEvent.Completed completed -> answer = completed;
    }
  }

  private Flux<TurnEvent> answered() {
    ModelEvent.Completed completed = answer;
    if (completed == null) {
      return turn.interruption() == null
          ? Flux.error(
              new ModelException(ModelException.Kind.CUT, "The stream ended without an answer"))
          : interrupted();
    }
    boolean callsAllowed = toolsLeft();
    usage = usage.plus(completed.usage());
    List<ToolUse> calls = AssistantMessages.toolUsesOf(completed.content());
    if (!calls.isEmpty() && callsAllowed) {
      return runCalls(completed, calls);
    }
    return switch (completed.stopReason()) {
      case CONTEXT_WINDOW_EXCEEDED -> contextExceeded();
      case MAX_TOKENS ->
          finish(completed, "\n\n*The answer was cut off: it reached the longest length allowed.*");
      case REFUSAL -> finish(completed, "*The model declined to answer.*");
      case TOOL_USE, END_TURN, STOP_SEQUENCE, OTHER ->
          finish(completed, calls.isEmpty() ? "" : "\n\n*This answer may call no more tools.*");
    };
  }

  private Flux<TurnEvent> contextExceeded() {
    if (!contextReduced && text.isEmpty() && reduceContext().isPresent()) {
      return round();
    }
    return Flux.error(
        new ModelException(
            ModelException.Kind.CONTEXT_WINDOW_EXCEEDED, "The context window is exceeded"));
  }

  private Optional<List<ModelMessage>> reduceContext() {
    Optional<List<ModelMessage>> reduced = ContextReduction.reduce(messages());
    contextReduced = reduced.isPresent();
    return reduced;
  }

  private static boolean isContextExceeded(Throwable error) {
    return error instanceof ModelException model
        && model.kind() == ModelException.Kind.CONTEXT_WINDOW_EXCEEDED;
  }

  // --- the calls of a round

  private Flux<TurnEvent> runCalls(ModelEvent.Completed completed, List<ToolUse> calls) {
    var results = new AtomicReferenceArray<@Nullable ToolResult>(calls.size());
    return Flux.range(0, calls.size())
        .flatMap(i -> runCall(calls.get(i), i, results), parts.settings().toolConcurrency())
        .concatWith(Flux.defer(() -> storeRound(completed, calls, results)));
  }

  private Flux<TurnEvent> runCall(
      ToolUse use, int index, AtomicReferenceArray<@Nullable ToolResult> results) {
    if (++toolCalls > parts.settings().maxTurnToolCalls()) {
      results.set(index, error(use, "Not run: this turn may not call any more tools."));
      return Flux.empty();
    }
    Optional<Tool> tool = offer.catalogue().find(use.name());
    boolean inBrowser = tool.map(Tool::origin).filter(ToolOrigin.BROWSER::equals).isPresent();
    boolean changesSomething = tool.map(Tool::effect).filter(e -> e.changesSomething()).isPresent();
    ObjectNode input = use.input() instanceof ObjectNode object ? object : Json.object();
    Flux<TurnEvent> outcome =
        parts
            .dispatcher()
            .dispatch(
                offer.catalogue(),
                new ToolCall(use.id(), use.name(), input, request.caller(), context))
            .flatMapMany(
                done -> {
                  results.set(index, result(use, done));
                  return Flux.fromIterable(eventsOf(use, done, inBrowser));
                });
    Flux<TurnEvent> call =
        inBrowser
            ? outcome
            : Flux.<TurnEvent>just(new TurnEvent.ToolExecuting(use.id(), use.name()))
                .concatWith(outcome);
    // Nothing is changed behind a user's back: such a call waits until somebody listens.
    return (changesSomething ? turn.listener().thenMany(call) : call)
        .takeUntilOther(turn.interrupted());
  }

  private static List<TurnEvent> eventsOf(ToolUse use, ToolOutcome outcome, boolean inBrowser) {
    return switch (outcome) {
      case ToolOutcome.ClientAction(String action, JsonNode params) ->
          List.of(new TurnEvent.ClientAction(use.id(), action, params));
      case ToolOutcome.Success _, ToolOutcome.Failure _ ->
          inBrowser ? List.of() : List.of(new TurnEvent.ToolResult(use.id(), use.name()));
    };
  }

  private static ToolResult result(ToolUse use, ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success(JsonNode content) -> new ToolResult(use.id(), content, false);
      case ToolOutcome.Failure(JsonNode content) -> new ToolResult(use.id(), content, true);
      case ToolOutcome.ClientAction(String action, JsonNode _) ->
          new ToolResult(
              use.id(),
              Json.text(Json.write(Json.object().put("success", true).put("action", action))),
              false);
    };
  }

  private static ToolResult error(ToolUse use, String message) {
    return new ToolResult(use.id(), Json.text(message), true);
  }

  private Flux<TurnEvent> storeRound(
      ModelEvent.Completed completed,
      List<ToolUse> calls,
      AtomicReferenceArray<@Nullable ToolResult> results) {
    if (turn.interruption() == Interruption.LEASE_LOST) {
      return interrupted();
    }
    List<ToolResult> inOrder = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      ToolResult result = results.get(i);
      inOrder.add(result == null ? error(calls.get(i), Replay.NO_RESULT) : result);
    }
    NewMessage assistant =
        AssistantMessages.of(
            parts.ids().get(), completed.content(), completed.usage(), parts.model().provider());
    NewMessage user = NewMessage.results(parts.ids().get(), inOrder);
    return store(List.of(assistant, user))
        .thenMany(
            Flux.defer(
                () -> {
                  text.setLength(0);
                  rounds++;
                  return round();
                }));
  }

  // --- the ends of a turn

  private Flux<TurnEvent> finish(ModelEvent.Completed completed, String notice) {
    List<ContentBlock> blocks =
        new ArrayList<>(
            completed.content().stream()
                .filter(block -> !(block instanceof ContentBlock.ToolUse))
                .toList());
    boolean say =
        !notice.isEmpty() && (completed.stopReason() != StopReason.REFUSAL || text.isEmpty());
    if (say) {
      blocks.add(new ContentBlock.Text(notice));
    }
    NewMessage message =
        AssistantMessages.of(
            parts.ids().get(), blocks, completed.usage(), parts.model().provider());
    Flux<TurnEvent> saying = say ? Flux.just(new TurnEvent.Text(notice)) : Flux.empty();
    return saying.concatWith(done(message));
  }

  private Flux<TurnEvent> done(NewMessage message) {
    return store(List.of(message))
        .doOnSuccess(_ -> answerStored = true)
        .thenMany(end(() -> new TurnEvent.Done(message.id(), AssistantMessages.tokens(usage))));
  }

  private Flux<TurnEvent> interrupted() {
    Interruption reason = turn.interruption();
    if (reason == null) {
      throw new IllegalStateException("The turn is not interrupted");
    }
    LOG.info("Turn {} in {} interrupted: {}", turn.id(), request.conversation(), reason);
    return switch (reason) {
      case LEASE_LOST -> end(() -> new TurnEvent.Failed(reason.message()));
      case STOPPED -> done(unfinished(reason.message()));
      case NOBODY_LISTENS, SHUTDOWN, TIMED_OUT ->
          store(List.of(unfinished(reason.message())))
              .thenMany(end(() -> new TurnEvent.Failed(reason.message())));
    };
  }

  /** What was streamed of an answer that will not be finished, or else why there is none. */
  private NewMessage unfinished(String reason) {
    String said = text.toString();
    text.setLength(0);
    return AssistantMessages.text(
        parts.ids().get(), said.isBlank() ? "*" + reason + "*" : said, null);
  }

  private Flux<TurnEvent> fail(Throwable error) {
    String message = Failures.messageOf(error);
    if (error instanceof ModelException model) {
      LOG.warn(
          "Turn {} in {} failed: {}: {}",
          turn.id(),
          request.conversation(),
          model.kind(),
          model.detail());
    } else {
      LOG.error("Turn {} in {} failed", turn.id(), request.conversation(), error);
    }
    Flux<TurnEvent> failed = end(() -> new TurnEvent.Failed(message));
    if (answerStored || !Failures.canStillStore(error)) {
      return failed;
    }
    return store(List.of(unfinished(message)))
        .onErrorResume(
            lost -> {
              LOG.error(
                  "Turn {} in {} could not store what was streamed",
                  turn.id(),
                  request.conversation(),
                  lost);
              return Mono.empty();
            })
        .thenMany(failed);
  }

  private Flux<TurnEvent> title() {
    TurnRequest.TitleKeeper titles = request.titles();
    if (titles == null || !firstExchange || !answerStored) {
      return Flux.empty();
    }
    return parts
        .titles()
        .write(request.model(), request.transcript().history())
        .publishOn(parts.schedulers().blocking())
        .filter(titles::keep)
        .<TurnEvent>map(TurnEvent.TitleUpdated::new)
        .onErrorResume(
            error -> {
              LOG.warn(
                  "Conversation {} was not titled: {}", request.conversation(), error.toString());
              return Mono.empty();
            })
        .flux();
  }

  private Flux<TurnEvent> end(Supplier<TurnEvent> terminal) {
    return Mono.<Void>fromRunnable(release)
        .subscribeOn(parts.schedulers().blocking())
        .thenMany(Flux.defer(() -> Flux.just(terminal.get())));
  }

  private Mono<Void> store(List<NewMessage> messages) {
    return Mono.<Void>fromRunnable(() -> request.transcript().store(messages))
        .subscribeOn(parts.schedulers().blocking());
  }

  /** Where ids of messages come from. */
  @FunctionalInterface
  interface Ids {
    UUID get();
  }
}
