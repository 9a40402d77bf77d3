package io.imbi.assistant.turn;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A turn under way: its record, who listens, and the ways to end it early. Between a listener's
 * leaving and another's coming the grace period runs; when it is over, the turn is interrupted.
 */
final class ActiveTurn implements RunningTurn {

  private static final Logger LOG = LoggerFactory.getLogger(ActiveTurn.class);

  private final UUID id;
  private final Duration gracePeriod;
  private final Scheduler timer;
  private final TurnLog log = new TurnLog();
  private final AtomicReference<@Nullable Interruption> interruption = new AtomicReference<>();
  private final Sinks.Empty<Void> interrupted = Sinks.empty();
  private final Sinks.Empty<Void> ended = Sinks.empty();

  /** Guarded by {@code this}, as are the three below. */
  private int listeners;

  private Sinks.Empty<Void> somebodyListens = Sinks.empty();
  private Disposable grace = Disposables.disposed();
  private boolean over;

  ActiveTurn(UUID id, Duration gracePeriod, Scheduler timer) {
    this.id = id;
    this.gracePeriod = gracePeriod;
    this.timer = timer;
  }

  /** Runs the turn and records what happens; called once. */
  void run(Flux<TurnEvent> events) {
    synchronized (this) {
      startGrace();
    }
    events.subscribe(
        log::append,
        error -> {
          LOG.error("Turn {} failed in a way nobody foresaw", id, error);
          log.append(new TurnEvent.Failed(Failures.UNEXPECTED));
          end();
        },
        this::end);
  }

  /** Nothing of the turn is left to do, or it will not be run after all. */
  void end() {
    synchronized (this) {
      over = true;
      grace.dispose();
    }
    log.complete();
    ended.tryEmitEmpty();
  }

  /** What has happened so far. */
  TurnLog log() {
    return log;
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public Flux<TurnEvent> events() {
    return Flux.defer(
        () -> {
          arrive();
          return log.follow().doFinally(_ -> leave());
        });
  }

  @Override
  public void stop() {
    interrupt(Interruption.STOPPED);
  }

  /** Ends the turn early; the first reason given counts. */
  void interrupt(Interruption reason) {
    if (interruption.compareAndSet(null, reason)) {
      interrupted.tryEmitEmpty();
    }
  }

  /** Why the turn is to end early, or null while it is not. */
  @Nullable Interruption interruption() {
    return interruption.get();
  }

  /** Completes when the turn is to end early. */
  Mono<Void> interrupted() {
    return interrupted.asMono();
  }

  /** Completes when nothing of the turn is left to do. */
  Mono<Void> ended() {
    return ended.asMono();
  }

  /** Completes as soon as somebody listens: at once, when they come back, or never. */
  Mono<Void> listener() {
    return Mono.defer(
        () -> {
          synchronized (this) {
            return listeners > 0 ? Mono.empty() : somebodyListens.asMono();
          }
        });
  }

  private void arrive() {
    Sinks.Empty<Void> arrived;
    synchronized (this) {
      listeners++;
      grace.dispose();
      arrived = somebodyListens;
    }
    arrived.tryEmitEmpty();
  }

  private synchronized void leave() {
    if (--listeners == 0) {
      somebodyListens = Sinks.empty();
      if (!over) {
        startGrace();
      }
    }
  }

  private void startGrace() {
    grace =
        timer.schedule(
            () -> {
              synchronized (this) {
                if (listeners > 0) {
                  return;
                }
              }
              interrupt(Interruption.NOBODY_LISTENS);
            },
            gracePeriod.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
