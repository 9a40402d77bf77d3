package io.imbi.assistant.web;

import io.imbi.assistant.http.EventStream;
import io.imbi.assistant.http.StreamSettings;
import io.imbi.assistant.turn.TurnEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Makes event streams of turns. */
@Singleton
final class EventStreams {

  private final StreamSettings settings;
  private final Scheduler timer;

  @Inject
  EventStreams(StreamSettings settings) {
    this(settings, Schedulers.parallel());
  }

  EventStreams(StreamSettings settings, Scheduler timer) {
    this.settings = settings;
    this.timer = timer;
  }

  /** Starts with a comment, because the response's headers leave with its first bytes. */
  EventStream of(Flux<TurnEvent> events) {
    return new EventStream(
        new Flux<>() {
          @Override
          public void subscribe(CoreSubscriber<? super byte[]> actual) {
            var connection = new EventStreamConnection(actual, settings, timer);
            actual.onSubscribe(connection);
            events.subscribe(connection);
          }
        });
  }
}
