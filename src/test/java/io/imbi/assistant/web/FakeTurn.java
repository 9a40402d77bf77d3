package io.imbi.assistant.web;

import io.imbi.assistant.turn.RunningTurn;
import io.imbi.assistant.turn.TurnEvent;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A turn whose events a test gives, and which remembers what was asked of it. */
final class FakeTurn implements RunningTurn {

  final AtomicLong given = new AtomicLong();
  final CountDownLatch cancelled = new CountDownLatch(1);
  final AtomicBoolean stopped = new AtomicBoolean();
  private final UUID id = UUID.randomUUID();
  private final Flux<TurnEvent> events;
  private final Sinks.Many<TurnEvent> sink;

  private FakeTurn(Sinks.Many<TurnEvent> sink, Flux<TurnEvent> events) {
    this.sink = sink;
    this.events = events.doOnNext(_ -> given.incrementAndGet()).doOnCancel(cancelled::countDown);
  }

  /** Gives what {@link #emit} gets. */
  static FakeTurn scripted() {
    Sinks.Many<TurnEvent> sink = Sinks.many().replay().all();
    return new FakeTurn(sink, sink.asFlux());
  }

  /** Gives as much as is asked for, without end. */
  static FakeTurn endless(TurnEvent event) {
    return new FakeTurn(Sinks.many().replay().all(), Flux.generate(out -> out.next(event)));
  }

  void emit(TurnEvent... all) {
    for (TurnEvent event : all) {
      sink.emitNext(event, Sinks.EmitFailureHandler.FAIL_FAST);
    }
  }

  void end() {
    sink.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
  }

  void fail(Throwable failure) {
    sink.emitError(failure, Sinks.EmitFailureHandler.FAIL_FAST);
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public Flux<TurnEvent> events() {
    return events;
  }

  @Override
  public void stop() {
    stopped.set(true);
  }
}
