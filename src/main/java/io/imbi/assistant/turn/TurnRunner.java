package io.imbi.assistant.turn;

import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolDispatcher;
import io.imbi.assistant.tool.Verdict;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs the turns of this process, within their time, and sees them out when it is stopped. */
@Singleton
final class TurnRunner implements GracefulShutdownCapable {

  private static final Logger LOG = LoggerFactory.getLogger(TurnRunner.class);

  private final @Nullable TurnParts parts;
  private final TurnSettings settings;
  private final TurnSchedulers schedulers;
  private final Set<ActiveTurn> running = ConcurrentHashMap.newKeySet();
  private volatile boolean accepting = true;

  TurnRunner(
      @Nullable ChatModel model,
      ToolDispatcher dispatcher,
      ToolOffering offering,
      SystemPrompt prompt,
      TurnSettings settings,
      ApprovalSettings approvals,
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
                new TitleWriter(model, clock, schedulers.timer()),
                settings,
                approvals,
                schedulers,
                clock,
                ids);
    this.settings = settings;
    this.schedulers = schedulers;
    if (parts == null) {
      LOG.warn(
          "The assistant is not available: {}",
          model == null ? "there is no model to talk to (ANTHROPIC_API_KEY)" : "it is disabled");
    }
  }

  boolean available() {
    return parts != null && accepting;
  }

  String defaultModel() {
    return parts == null ? "" : parts.model().defaultModel();
  }

  /** Notes a call that waited for approval and will not be run. */
  void denied(ToolCall call) {
    if (parts != null) {
      parts.dispatcher().notRun(parts.offering().all(), call, Verdict.DENIED);
    }
  }

  /**
   * A turn that listeners can already find, to be started or discarded next; a shutdown waits for
   * it from now on.
   *
   * @return empty where no turns are taken
   */
  Optional<ActiveTurn> prepare(UUID id) {
    var turn = new ActiveTurn(id, settings.gracePeriod(), schedulers.timer());
    running.add(turn);
    // In this order, so that either the shutdown sees the turn or the turn sees the shutdown.
    if (available()) {
      return Optional.of(turn);
    }
    discard(turn);
    return Optional.empty();
  }

  /** Forgets a turn that will not be started. */
  void discard(ActiveTurn turn) {
    running.remove(turn);
    turn.end();
  }

  /**
   * Starts a turn that was prepared.
   *
   * @param onAnswered run once, on a thread that may block, when the transcript is complete
   */
  void start(ActiveTurn turn, TurnRequest request, Runnable onAnswered) {
    start(turn, request, onAnswered, TurnLoop::run);
  }

  /** Goes on with a turn that waited; otherwise as {@link #start}. */
  void resume(ActiveTurn turn, TurnRequest request, WaitingTurn waiting, Runnable onAnswered) {
    start(turn, request, onAnswered, loop -> loop.resume(waiting));
  }

  private void start(
      ActiveTurn turn,
      TurnRequest request,
      Runnable onAnswered,
      Function<TurnLoop, Flux<TurnEvent>> events) {
    if (parts == null) {
      throw new IllegalStateException("There is no model to talk to");
    }
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
                () -> turn.interrupt(Interruption.TIMED_OUT),
                settings.maxTurnDuration().plus(TurnSettings.ANSWER_TIME).toMillis(),
                TimeUnit.MILLISECONDS);
    turn.run(
        Flux.defer(() -> events.apply(new TurnLoop(parts, request, turn, once)))
            .onErrorResume(error -> defect(turn, once, error))
            .doFinally(
                _ -> {
                  limit.dispose();
                  running.remove(turn);
                }));
  }

  /** Whatever is wrong with a turn, its conversation must not stay taken. */
  private Flux<TurnEvent> defect(ActiveTurn turn, Runnable onAnswered, Throwable error) {
    LOG.error("Turn {} failed in a way nobody foresaw", turn.id(), error);
    return Mono.<TurnEvent>fromRunnable(onAnswered)
        .subscribeOn(schedulers.blocking())
        .concatWith(Mono.just(new TurnEvent.Failed(Failures.UNEXPECTED)));
  }

  @Override
  public OptionalLong reportActiveTasks() {
    return OptionalLong.of(running.size());
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
