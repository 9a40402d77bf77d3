package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.SequenceTakenException;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.tool.ToolDispatcher;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The turns of this process. */
@Singleton
final class RunningTurns implements Turns, GracefulShutdownCapable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningTurns.class);

  private final @Nullable TurnParts parts;
  private final ConversationStore store;
  private final TurnLeases leases;
  private final TurnSettings settings;
  private final TurnSchedulers schedulers;
  private final TurnLoop.Ids ids;
  private final Map<Key, ActiveTurn> byConversation = new ConcurrentHashMap<>();
  private final Set<ActiveTurn> running = ConcurrentHashMap.newKeySet();
  private volatile boolean accepting = true;

  private record Key(Owner owner, UUID conversation) {}

  RunningTurns(
      @Nullable ChatModel model,
      ToolDispatcher dispatcher,
      ToolOffering offering,
      SystemPrompt prompt,
      ConversationStore store,
      TurnLeases leases,
      TurnSettings settings,
      TurnSchedulers schedulers,
      Clock clock,
      TurnLoop.Ids ids) {
    this.parts =
        model == null || Boolean.FALSE.equals(settings.enabled())
            ? null
            : new TurnParts(
                model,
                dispatcher,
                offering,
                prompt,
                new TitleWriter(model, clock),
                settings,
                schedulers,
                clock,
                ids);
    this.store = store;
    this.leases = leases;
    this.settings = settings;
    this.schedulers = schedulers;
    this.ids = ids;
    if (parts == null) {
      LOG.warn(
          "The assistant is not available: {}",
          model == null ? "there is no model to talk to (ANTHROPIC_API_KEY)" : "it is disabled");
    }
  }

  @Override
  public boolean available() {
    return parts != null && accepting;
  }

  @Override
  public String defaultModel() {
    return parts == null ? "" : parts.model().defaultModel();
  }

  @Override
  public Mono<TurnStart> start(Caller caller, UUID conversation, String content) {
    return Mono.fromCallable(() -> begin(caller, conversation, content))
        .subscribeOn(schedulers.blocking());
  }

  private TurnStart begin(Caller caller, UUID conversation, String content) {
    if (parts == null || !accepting) {
      return new TurnStart.Unavailable();
    }
    UUID turn = ids.get();
    return switch (leases.acquire(caller.owner(), conversation, turn, settings.leaseDuration())) {
      case NO_SUCH_CONVERSATION -> new TurnStart.NoSuchConversation();
      case HELD -> new TurnStart.AlreadyRunning();
      case ACQUIRED -> {
        TurnStart outcome = null;
        try {
          outcome = beginLeased(parts, caller, conversation, turn, content);
          yield outcome;
        } finally {
          if (!(outcome instanceof TurnStart.Started)) {
            release(conversation, turn);
          }
        }
      }
    };
  }

  private TurnStart beginLeased(
      TurnParts parts, Caller caller, UUID conversation, UUID turn, String content) {
    Owner owner = caller.owner();
    Optional<History> history = store.load(owner, conversation);
    if (history.isEmpty()) {
      return new TurnStart.NoSuchConversation();
    }
    if (history.get().messages().size() >= settings.maxConversationTurns()) {
      return new TurnStart.TurnLimitReached();
    }
    var transcript = new ConversationTranscript(store, owner, history.get());
    try {
      transcript.store(List.of(NewMessage.fromUser(ids.get(), content)));
    } catch (ConversationGoneException _) {
      return new TurnStart.NoSuchConversation();
    } catch (SequenceTakenException _) {
      return new TurnStart.AlreadyRunning();
    }
    var request =
        new TurnRequest(
            caller,
            conversation,
            history.get().conversation().model(),
            transcript,
            List.of(),
            Set.of(),
            title -> keepTitle(owner, conversation, title));
    var active = new ActiveTurn(turn, settings.gracePeriod(), schedulers.timer());
    var lease = new LeaseKeeper(leases, conversation, active, settings.leaseDuration(), schedulers);
    var key = new Key(owner, conversation);
    byConversation.put(key, active);
    run(
        parts,
        request,
        active,
        () -> {
          lease.dispose();
          byConversation.remove(key, active);
          release(conversation, turn);
        });
    return new TurnStart.Started(active);
  }

  @Override
  public Optional<RunningTurn> run(TurnRequest request) {
    if (parts == null || !accepting) {
      return Optional.empty();
    }
    var active = new ActiveTurn(ids.get(), settings.gracePeriod(), schedulers.timer());
    run(parts, request, active, () -> {});
    return Optional.of(active);
  }

  /**
   * @param onAnswered run once, when the transcript is complete
   */
  private void run(TurnParts parts, TurnRequest request, ActiveTurn active, Runnable onAnswered) {
    running.add(active);
    var answered = new AtomicBoolean();
    Runnable once =
        () -> {
          if (answered.compareAndSet(false, true)) {
            onAnswered.run();
          }
        };
    Disposable limit =
        schedulers
            .timer()
            .schedule(
                () -> active.interrupt(Interruption.TIMED_OUT),
                settings.maxTurnDuration().plus(TurnSettings.ANSWER_TIME).toMillis(),
                TimeUnit.MILLISECONDS);
    active.run(
        new TurnLoop(parts, request, active, once)
            .run()
            .doFinally(
                _ -> {
                  limit.dispose();
                  running.remove(active);
                }));
    if (!accepting) {
      active.interrupt(Interruption.SHUTDOWN);
    }
  }

  private boolean keepTitle(Owner owner, UUID conversation, String title) {
    return store.find(owner, conversation).filter(found -> found.title() == null).isPresent()
        && store.update(owner, conversation, title, null).isPresent();
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

  /** Takes no more turns, lets those that run come to their end, and ends the rest. */
  @Override
  public CompletionStage<?> shutdownGracefully() {
    accepting = false;
    LOG.info("Shutting down: waiting for {} running turns", running.size());
    Mono<Void> allEnded = Flux.fromIterable(List.copyOf(running)).flatMap(ActiveTurn::ended).then();
    return allEnded
        .timeout(settings.drainTimeout(), interruptAll(allEnded), schedulers.timer())
        .toFuture();
  }

  private Mono<Void> interruptAll(Mono<Void> allEnded) {
    return Mono.defer(
        () -> {
          running.forEach(turn -> turn.interrupt(Interruption.SHUTDOWN));
          return allEnded;
        });
  }
}
