package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
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
  private final CallRunner calls;
  private final boolean firstExchange;

  /** The conversation's own, or the service's where its provider knows that one no more. */
  private String model;

  private int rounds;
  private int toolCalls;
  private Usage usage = Usage.ZERO;
  private boolean contextReduced;
  private ToolOffering.Offer offer;

  /** Where the text begins in the turn's log that is not stored yet. */
  private TurnLog.Mark stored;

  private boolean textStreamed;

  /** The round whose calls may have run, until it is stored. */
  private @Nullable RoundCalls calling;

  private ModelEvent.@Nullable Completed answer;
  private boolean answerStored;

  /** Nothing more is to be stored: the transcript ends with what the assistant said. */
  private boolean complete;

  /**
   * @param release run on a thread that may block when the transcript is complete, before anybody
   *     is told: the conversation is free for the next turn from then on
   */
  TurnLoop(TurnParts parts, TurnRequest request, ActiveTurn turn, Runnable release) {
    this.parts = parts;
    this.request = request;
    this.turn = turn;
    this.release = release;
    // What another program wrote need not name one.
    this.model = request.model().isBlank() ? parts.model().defaultModel() : request.model();
    this.offer = offer();
    this.system = parts.prompt().render(request.caller().principal(), offer);
    this.toolsUntil = parts.clock().instant().plus(parts.settings().maxTurnDuration());
    this.calls = new CallRunner(parts, request, turn);
    this.firstExchange = request.transcript().history().size() == 1;
    this.stored = turn.log().mark();
  }

  /** The turn's events; always ends with a terminal one (and perhaps a title), never an error. */
  Flux<TurnEvent> run() {
    return toItsEnd(Flux.defer(this::round));
  }

  /** Goes on with a turn about whose calls a person has decided; otherwise as {@link #run}. */
  Flux<TurnEvent> resume(WaitingTurn waiting) {
    return toItsEnd(Flux.defer(() -> goOn(waiting)));
  }

  private Flux<TurnEvent> toItsEnd(Flux<TurnEvent> events) {
    return events.onErrorResume(this::fail).concatWith(Flux.defer(this::title));
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
    textIsStored();
    return parts.model().stream(modelRequest(), request.near())
        .takeUntilOther(turn.interrupted())
        .<TurnEvent>handle(this::relay)
        .onErrorResume(
            ModelException.class,
            error ->
                offTheLoop(
                    () ->
                        !textStreamed && mend(error.kind())
                            ? ask()
                            : Flux.<TurnEvent>error(error)));
  }

  /** An answer ends on the thread that serves its reader, where a history is not to be written. */
  private Flux<TurnEvent> offTheLoop(Supplier<Flux<TurnEvent>> next) {
    return Flux.defer(next).subscribeOn(parts.schedulers().blocking());
  }

  /** Does what can be done about the failure; whether there was anything, and asking may help. */
  private boolean mend(ModelException.Kind kind) {
    return switch (kind) {
      case CONTEXT_WINDOW_EXCEEDED -> !contextReduced && reduceContext();
      case UNKNOWN_MODEL -> fallBack();
      case RATE_LIMITED,
          OVERLOADED,
          UNAVAILABLE,
          STALLED,
          CUT,
          TIMED_OUT,
          REFUSED_CREDENTIALS,
          BILLING,
          REQUEST_TOO_LARGE,
          REJECTED,
          INVALID_ANSWER ->
          false;
    };
  }

  /**
   * Models come and go, and with another provider all names change: a conversation outlives them.
   */
  private boolean fallBack() {
    String other = parts.model().defaultModel();
    if (model.equals(other)) {
      return false;
    }
    LOG.warn(
        "There is no model {} (any more): {} answers in {}", model, other, request.conversation());
    model = other;
    return true;
  }

  private ModelRequest modelRequest() {
    boolean toolsLeft = toolsLeft();
    return new ModelRequest(
        model,
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
        textStreamed = true;
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
    boolean asksForCalls = !AssistantMessages.toolUsesOf(completed.content()).isEmpty();
    return switch (completed.stopReason()) {
      case TOOL_USE -> {
        if (!asksForCalls) {
          yield finish(completed, "");
        }
        yield callsAllowed
            ? runCalls(completed)
            : finish(completed, "\n\n*This answer may call no more tools.*");
      }
      case CONTEXT_WINDOW_EXCEEDED -> offTheLoop(this::contextExceeded);
      case MAX_TOKENS ->
          finish(completed, "\n\n*The answer was cut off: it reached the longest length allowed.*");
      case REFUSAL -> finish(completed, "*The model declined to answer.*");
      case END_TURN, STOP_SEQUENCE, OTHER -> finish(completed, "");
    };
  }

  private Flux<TurnEvent> contextExceeded() {
    if (!contextReduced && !textStreamed && reduceContext()) {
      return round();
    }
    return Flux.error(
        new ModelException(
            ModelException.Kind.CONTEXT_WINDOW_EXCEEDED, "The context window is exceeded"));
  }

  private boolean reduceContext() {
    contextReduced = ContextReduction.reduce(messages()).isPresent();
    if (contextReduced) {
      tellWhatIsLeft();
    }
    return contextReduced;
  }

  /** So that it can be seen how near its limit a conversation is; the turn does not wait for it. */
  private void tellWhatIsLeft() {
    UUID conversation = request.conversation();
    parts
        .model()
        .countTokens(modelRequest())
        .subscribe(
            tokens ->
                LOG.info(
                    "The context of {} was full: without older tool results, {} tokens are left",
                    conversation,
                    tokens),
            error -> LOG.debug("The context of {} could not be counted", conversation, error));
  }

  // --- the calls of a round

  private Flux<TurnEvent> runCalls(ModelEvent.Completed completed) {
    var round =
        new RoundCalls(
            AssistantMessages.of(
                parts.ids().get(),
                completed.content(),
                completed.usage(),
                parts.model().provider()));
    calling = round;
    List<ToolUse> now = new ArrayList<>();
    List<WaitingTurn.Waiting> later = new ArrayList<>();
    for (ToolUse call : round.calls()) {
      Optional<WaitingTurn.Waiting> approval = approvalFor(call);
      if (++toolCalls > parts.settings().maxTurnToolCalls()) {
        calls.notRun(call, offer.catalogue(), Verdict.OVER_BUDGET);
        round.failed(call.id(), "Not run: this turn may not call any more tools.");
      } else if (approval.isEmpty()) {
        now.add(call);
      } else if (request.waiting() == null) {
        calls.notRun(call, offer.catalogue(), Verdict.DENIED);
        round.failed(call.id(), "Not run: this call needs approval, and nobody can be asked here.");
      } else {
        later.add(approval.get());
      }
    }
    return calls
        .run(now, round, offer.catalogue())
        .concatWith(Flux.defer(() -> later.isEmpty() ? storeRound(round) : pause(round, later)));
  }

  private Optional<WaitingTurn.Waiting> approvalFor(ToolUse call) {
    return offer
        .catalogue()
        .find(call.name())
        .flatMap(
            tool -> {
              Effect risk = parts.approvals().riskOf(tool.name(), tool.effect());
              // Nobody need be asked about what will be refused.
              return call.input().isObject() && parts.approvals().approval().covers(risk)
                  ? Optional.of(
                      new WaitingTurn.Waiting(
                          call.id(),
                          call.name(),
                          call.input(),
                          tool.definition().description(),
                          risk,
                          null))
                  : Optional.empty();
            });
  }

  /** Keeps the turn until a person has decided; the conversation is free in the meantime. */
  private Flux<TurnEvent> pause(RoundCalls round, List<WaitingTurn.Waiting> later) {
    if (turn.interruption() != null) {
      for (WaitingTurn.Waiting call : later) {
        calls.notRun(call.use(), offer.catalogue(), Verdict.DENIED);
        round.failed(call.id(), "Not run: the turn ended before the user could be asked.");
      }
      return storeRound(round);
    }
    var waiting =
        new WaitingTurn(
            round.assistant(),
            round.ended(),
            later,
            rounds,
            toolCalls,
            usage,
            parts.clock().instant().plus(parts.approvals().approvalExpiry()).toEpochMilli(),
            false);
    return blocking(() -> Objects.requireNonNull(request.waiting()).keep(waiting.document()))
        .thenMany(blocking(release))
        .thenMany(Flux.fromIterable(later).map(WaitingTurn.Waiting::event));
  }

  private Flux<TurnEvent> goOn(WaitingTurn waiting) {
    rounds = waiting.rounds();
    toolCalls = waiting.toolCalls();
    usage = waiting.usage();
    var round = new RoundCalls(waiting.assistant());
    calling = round;
    waiting.done().forEach(round::ended);
    List<ToolUse> approved = new ArrayList<>();
    for (WaitingTurn.Waiting each : waiting.waiting()) {
      Decision decision = each.decision();
      if (decision != null && decision.approved()) {
        approved.add(each.use());
      } else {
        calls.notRun(each.use(), offer.catalogue(), Verdict.DENIED);
        round.ended(
            WaitingTurn.denial(each.id(), decision == null ? new Decision(false, null) : decision));
      }
    }
    return calls
        .run(approved, round, offer.catalogue())
        .concatWith(Flux.defer(() -> storeRound(round)));
  }

  private Flux<TurnEvent> storeRound(RoundCalls round) {
    close(round);
    if (turn.interruption() == Interruption.LEASE_LOST) {
      return interrupted();
    }
    return store(List.of(round.assistant(), NewMessage.results(parts.ids().get(), round.all())))
        .thenMany(
            Flux.defer(
                () -> {
                  calling = null;
                  textIsStored();
                  rounds++;
                  return round();
                }));
  }

  /**
   * Lets no more of the round's calls begin, and says of those that never did that they did not.
   */
  private void close(RoundCalls round) {
    for (ToolUse call : round.close()) {
      calls.notRun(call, offer.catalogue(), Verdict.CANCELLED);
      round.failed(call.id(), "Not run: the turn ended before this call began.");
    }
  }

  // --- the ends of a turn

  private Flux<TurnEvent> finish(ModelEvent.Completed completed, String notice) {
    List<ContentBlock> blocks =
        new ArrayList<>(
            completed.content().stream()
                .filter(block -> !(block instanceof ContentBlock.ToolUse))
                .toList());
    boolean say =
        !notice.isEmpty() && (completed.stopReason() != StopReason.REFUSAL || !textStreamed);
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
        .doOnSuccess(
            _ -> {
              answerStored = true;
              complete = true;
            })
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
              .doOnSuccess(_ -> complete = true)
              .thenMany(end(() -> new TurnEvent.Failed(reason.message())));
    };
  }

  private void textIsStored() {
    stored = turn.log().mark();
    textStreamed = false;
  }

  /** What was streamed of an answer that will not be finished, or else why there is none. */
  private NewMessage unfinished(String reason) {
    String said = turn.log().textSince(stored);
    return AssistantMessages.text(
        parts.ids().get(), said.isBlank() ? "*" + reason + "*" : said, null);
  }

  /** What a turn that fails has not stored: what was said, and calls that may have run. */
  private List<NewMessage> remains(String reason) {
    RoundCalls round = calling;
    if (round == null) {
      return List.of(unfinished(reason));
    }
    close(round);
    textIsStored();
    return List.of(
        round.assistant(), NewMessage.results(parts.ids().get(), round.all()), unfinished(reason));
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
    if (complete || !Failures.canStillStore(error)) {
      return failed;
    }
    return store(remains(message))
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
        .write(model, request.transcript().history())
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
    return blocking(release).thenMany(Flux.defer(() -> Flux.just(terminal.get())));
  }

  private Mono<Void> store(List<NewMessage> messages) {
    return blocking(() -> request.transcript().store(messages));
  }

  private Mono<Void> blocking(Runnable work) {
    return Mono.<Void>fromRunnable(work).subscribeOn(parts.schedulers().blocking());
  }

  /** Where ids of messages come from. */
  @FunctionalInterface
  interface Ids {
    UUID get();
  }
}
