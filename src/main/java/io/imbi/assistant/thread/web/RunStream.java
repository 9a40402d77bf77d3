package io.imbi.assistant.thread.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.http.EventFrames;
import io.imbi.assistant.http.EventStream;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.RunOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A run as a stream of events: its progress, and how it ended. Nobody need listen. */
final class RunStream {

  private final Sinks.Many<byte[]> frames = Sinks.many().unicast().onBackpressureBuffer();

  /** A pipeline may report from several threads. */
  synchronized void report(String status, String type) {
    frames.tryEmitNext(
        EventFrames.of("status", Json.object().put("status", status).put("type", type)));
  }

  /**
   * @param outcome null if the run failed
   */
  synchronized void ended(@Nullable RunOutcome outcome, @Nullable Throwable failure) {
    frames.tryEmitNext(
        switch (outcome) {
          case RunOutcome.Answered answered -> EventFrames.of("result", ChatResponses.of(answered));
          case RunOutcome.Failed failed -> error(ChatResponses.failure(failed));
          case RunOutcome.Stopping() -> error(ChatResponses.STOPPING);
          case null -> error("Internal Server Error");
        });
    frames.tryEmitComplete();
  }

  private static byte[] error(String detail) {
    ObjectNode data = Json.object().put("detail", detail);
    return EventFrames.of("error", data);
  }

  /**
   * Starts with a comment, because the response's headers leave with its first bytes.
   *
   * @param heartbeat after how long another is sent
   */
  EventStream events(Duration heartbeat) {
    Flux<byte[]> comments =
        Flux.interval(heartbeat).onBackpressureDrop().map(_ -> EventFrames.comment());
    return new EventStream(
        frames
            .asFlux()
            .publish(events -> Flux.merge(events, comments.takeUntilOther(events.ignoreElements())))
            .startWith(EventFrames.comment()));
  }
}
