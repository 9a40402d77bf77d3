package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.SequenceTakenException;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.conversation.WaitingTurns;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.turn.Asides.Aside;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Turns in stored conversations: one at a time in each, on all replicas together. */
@Singleton
final class ConversationTurns implements Turns {

  private static final Logger LOG = LoggerFactory.getLogger(ConversationTurns.class);

  private static final String MOVED_ON = "they went on with another message";

  private final TurnRunner runner;
  private final ConversationStore store;
  private final TurnLeases leases;
  private final WaitingTurns waitingTurns;
  private final List<Asides> asides;
  private final TurnSettings settings;
  private final TurnSchedulers schedulers;
  private final Clock clock;
  private final TurnLoop.Ids ids;
  private final Map<Key, ActiveTurn> byConversation = new ConcurrentHashMap<>();

  private record Key(Owner owner, UUID conversation) {}

  ConversationTurns(
      TurnRunner runner,
      ConversationStore store,
      TurnLeases leases,
      WaitingTurns waitingTurns,
      List<Asides> asides,
      TurnSettings settings,
      TurnSchedulers schedulers,
      Clock clock,
      TurnLoop.Ids ids) {
    this.runner = runner;
    this.store = store;
    this.leases = leases;
    this.waitingTurns = waitingTurns;
    this.asides = List.copyOf(asides);
    this.settings = settings;
    this.schedulers = schedulers;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public boolean available() {
    return runner.available();
  }

  @Override
  public String defaultModel() {
    return runner.defaultModel();
  }

  @Override
  public Mono<TurnStart> start(Caller caller, UUID conversation, String content, Scheduler near) {
    return leased(
        caller, conversation, (turn, history) -> begin(caller, turn, history, content, near));
  }

  @Override
  public Mono<TurnStart> decide(
      Caller caller, UUID conversation, String toolUseId, Decision decision, Scheduler near) {
    return leased(
        caller,
        conversation,
        (turn, history) -> decideLeased(caller, turn, history, toolUseId, decision, near));
  }

  /** What is done with a conversation while this process holds it. */
  @FunctionalInterface
  private interface Leased {
    TurnStart run(ActiveTurn turn, History history);
  }

  private Mono<TurnStart> leased(Caller caller, UUID conversation, Leased work) {
    return Mono.fromCallable(
            () -> {
              Optional<ActiveTurn> turn = runner.prepare(ids.get());
              return turn.isPresent()
                  ? lease(caller.owner(), conversation, turn.get(), work)
                  : new TurnStart.Unavailable();
            })
        .subscribeOn(schedulers.blocking());
  }

  private TurnStart lease(Owner owner, UUID conversation, ActiveTurn turn, Leased work) {
    TurnStart outcome = null;
    try {
      outcome =
          switch (acquire(owner, conversation, turn.id())) {
            case NO_SUCH_CONVERSATION -> new TurnStart.NoSuchConversation();
            case HELD -> new TurnStart.AlreadyRunning();
            case ACQUIRED -> withLease(owner, conversation, turn, work);
          };
    } finally {
      if (!isStarted(turn, outcome)) {
        runner.discard(turn);
      }
    }
    return outcome;
  }

  private TurnLeases.Acquisition acquire(Owner owner, UUID conversation, UUID turn) {
    try {
      return leases.acquire(owner, conversation, turn, settings.leaseDuration());
    } catch (RuntimeException e) {
      // It may have been acquired although the answer was lost.
      release(conversation, turn);
      throw e;
    }
  }

  /** The lease goes back at once unless the turn was started, which then gives it back itself. */
  private TurnStart withLease(Owner owner, UUID conversation, ActiveTurn turn, Leased work) {
    TurnStart outcome = null;
    try {
      Optional<History> history = store.load(owner, conversation);
      outcome =
          history.isEmpty() ? new TurnStart.NoSuchConversation() : work.run(turn, history.get());
    } catch (ConversationGoneException _) {
      outcome = new TurnStart.NoSuchConversation();
    } catch (SequenceTakenException _) {
      outcome = new TurnStart.AlreadyRunning();
    } finally {
      if (!isStarted(turn, outcome)) {
        release(conversation, turn.id());
      }
    }
    return outcome;
  }

  private static boolean isStarted(ActiveTurn turn, @Nullable TurnStart outcome) {
    return outcome instanceof TurnStart.Started(RunningTurn started) && started == turn;
  }

  private TurnStart begin(
      Caller caller, ActiveTurn turn, History history, String content, Scheduler near) {
    if (history.messages().size() >= settings.maxConversationTurns()) {
      return new TurnStart.TurnLimitReached();
    }
    Owner owner = caller.owner();
    UUID conversation = history.conversation().id();
    var transcript = new ConversationTranscript(store, owner, history);
    waitingTurns
        .waiting(owner, conversation)
        .ifPresent(
            document ->
                settle(caller, turn.id(), history, transcript, WaitingTurn.parse(document)));
    transcript.store(
        List.of(ToldAsides.with(NewMessage.fromUser(ids.get(), content), untold(owner, history))));
    return started(caller, turn, history, transcript, Optional.empty(), near);
  }

  private List<Aside> untold(Owner owner, History history) {
    long told = ToldAsides.lastPosition(history.messages());
    return asides.stream().flatMap(each -> each.after(owner, history, told).stream()).toList();
  }

  /** Ends a turn that waited and will not go on, with a result for each of its calls. */
  private void settle(
      Caller caller,
      UUID turn,
      History history,
      ConversationTranscript transcript,
      WaitingTurn waiting) {
    boolean stored =
        history.messages().stream()
            .map(Message::id)
            .anyMatch(id -> id.equals(waiting.assistant().id()));
    if (!stored) {
      transcript.store(
          List.of(
              waiting.assistant(),
              NewMessage.results(
                  ids.get(), waiting.denyUndecided(MOVED_ON).resultsWithoutRunning())));
      noteDenied(caller, turn, history, waiting);
    }
    waitingTurns.forget(caller.owner(), history.conversation().id());
  }

  /** Of what a resumed turn ran, and what it did not, it has kept records itself. */
  private void noteDenied(Caller caller, UUID turn, History history, WaitingTurn waiting) {
    if (waiting.resumed()) {
      return;
    }
    var context = new ToolCall.Context(history.conversation().id().toString(), turn.toString());
    for (WaitingTurn.Waiting call : waiting.waiting()) {
      if (call.input() instanceof ObjectNode input) {
        runner.denied(new ToolCall(call.id(), call.name(), input, caller, context));
      }
    }
  }

  private TurnStart decideLeased(
      Caller caller,
      ActiveTurn turn,
      History history,
      String toolUseId,
      Decision decision,
      Scheduler near) {
    Owner owner = caller.owner();
    UUID conversation = history.conversation().id();
    Optional<WaitingTurn> found = waitingTurns.waiting(owner, conversation).map(WaitingTurn::parse);
    if (found.isEmpty() || found.get().resumed() || found.get().undecided(toolUseId).isEmpty()) {
      return new TurnStart.NoSuchApproval();
    }
    WaitingTurn decided = found.get().decide(toolUseId, decision, clock.instant());
    if (!decided.undecided().isEmpty()) {
      waitingTurns.keep(owner, conversation, decided.document());
      return new TurnStart.Started(new StillWaiting(turn.id(), decided));
    }
    // Kept until the round is stored: if this process dies now, nothing is run a second time.
    waitingTurns.keep(owner, conversation, decided.markResumed().document());
    var transcript = new ConversationTranscript(store, owner, history);
    return started(caller, turn, history, transcript, Optional.of(decided), near);
  }

  private TurnStart started(
      Caller caller,
      ActiveTurn turn,
      History history,
      ConversationTranscript transcript,
      Optional<WaitingTurn> waiting,
      Scheduler near) {
    Owner owner = caller.owner();
    UUID conversation = history.conversation().id();
    var key = new Key(owner, conversation);
    var request =
        new TurnRequest(
            caller,
            conversation,
            history.conversation().model(),
            waiting.isEmpty()
                ? transcript
                : new ResumedTranscript(transcript, () -> waitingTurns.forget(owner, conversation)),
            List.of(),
            Set.of(),
            document -> waitingTurns.keep(owner, conversation, document),
            title -> store.giveTitle(owner, conversation, title),
            near);
    var lease =
        new LeaseKeeper(leases, conversation, turn.id(), settings.leaseDuration(), schedulers);
    Runnable onAnswered =
        () -> {
          lease.dispose();
          byConversation.remove(key, turn);
          release(conversation, turn.id());
        };
    byConversation.put(key, turn);
    lease.keep(turn);
    waiting.ifPresentOrElse(
        kept -> runner.resume(turn, request, kept, onAnswered),
        () -> runner.start(turn, request, onAnswered));
    return new TurnStart.Started(turn);
  }

  @Override
  public Mono<List<TurnEvent.ApprovalRequired>> approvals(Owner owner, UUID conversation) {
    return Mono.fromCallable(
            () ->
                waitingTurns.waiting(owner, conversation).map(WaitingTurn::parse).stream()
                    .filter(waiting -> !waiting.resumed())
                    .filter(waiting -> clock.millis() < waiting.expiresAtMillis())
                    .flatMap(waiting -> waiting.undecided().stream())
                    .map(WaitingTurn.Waiting::event)
                    .toList())
        .subscribeOn(schedulers.blocking());
  }

  @Override
  public Optional<RunningTurn> run(TurnRequest request) {
    Optional<ActiveTurn> turn = runner.prepare(ids.get());
    turn.ifPresent(prepared -> runner.start(prepared, request, () -> {}));
    return turn.map(prepared -> prepared);
  }

  private void release(UUID conversation, UUID turn) {
    try {
      leases.release(conversation, turn);
    } catch (RuntimeException e) {
      LOG.warn("Could not give back the lease of {}; it runs out by itself", conversation, e);
    }
  }

  @Override
  public Optional<RunningTurn> running(Owner owner, UUID conversation) {
    return Optional.ofNullable(byConversation.get(new Key(owner, conversation)));
  }

  @Override
  public Mono<Boolean> requestStop(Owner owner, UUID conversation) {
    return Mono.fromCallable(
            () -> {
              ActiveTurn here = byConversation.get(new Key(owner, conversation));
              if (here != null) {
                here.stop();
                return true;
              }
              return leases.requestStop(owner, conversation);
            })
        .subscribeOn(schedulers.blocking());
  }

  /** What there is to follow when other calls of the round are still to be decided about. */
  private record StillWaiting(UUID id, WaitingTurn waiting) implements RunningTurn {

    @Override
    public Flux<TurnEvent> events() {
      return Flux.fromIterable(waiting.undecided()).map(WaitingTurn.Waiting::event);
    }

    @Override
    public void stop() {
      // Nothing runs.
    }
  }

  /** A transcript that forgets the waiting turn as soon as its round is stored. */
  private record ResumedTranscript(Transcript transcript, Runnable forget) implements Transcript {

    @Override
    public List<NewMessage> history() {
      return transcript.history();
    }

    @Override
    public void store(List<NewMessage> messages) {
      transcript.store(messages);
      forget.run();
    }
  }
}
