package io.imbi.assistant.thread;

import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ModelException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a pipeline on a thread's events, whatever it throws. */
@Singleton
final class PipelineRunner {

  private static final Logger LOG = LoggerFactory.getLogger(PipelineRunner.class);

  private final @Nullable ChatModel model;
  private final PipelineMetrics metrics;
  private final Clock clock;

  PipelineRunner(@Nullable ChatModel model, PipelineMetrics metrics, Clock clock) {
    this.model = model;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * How a run ended.
   *
   * @param emitted nothing if it failed
   * @param failure why it failed, fit for the caller; null if it did not
   */
  record Attempt(List<NewEvent> emitted, @Nullable String failure) {}

  /**
   * @param name under which the run is counted
   * @param inbound the event to answer, the last of the events; null if there is none
   */
  Attempt run(
      String name,
      Pipeline pipeline,
      ChatThread thread,
      List<ThreadEvent> events,
      @Nullable ThreadEvent inbound,
      ThreadContext.Progress progress) {
    var context = new ThreadContext(thread, events, inbound, model, progress);
    Instant started = clock.instant();
    String failure = failureOf(name, pipeline, context);
    metrics.ended(name, failure == null, Duration.between(started, clock.instant()));
    return new Attempt(failure == null ? context.outgoing() : List.of(), failure);
  }

  /** Messages of exceptions that were not written for the caller name classes, or worse. */
  @SuppressWarnings("IllegalCatch") // a pipeline may be anybody's
  private static @Nullable String failureOf(String name, Pipeline pipeline, ThreadContext context) {
    try {
      pipeline.run(context);
      return null;
    } catch (PipelineFailure e) {
      LOG.warn("Pipeline {} failed in thread {}: {}", name, context.thread().id(), e.getMessage());
      return String.valueOf(e.getMessage());
    } catch (ModelException e) {
      LOG.warn("Pipeline {} failed in thread {}: {}", name, context.thread().id(), e.detail());
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the service is stopping";
    } catch (Throwable e) {
      LOG.error("Pipeline {} failed in thread {}", name, context.thread().id(), e);
      return "internal error";
    }
  }
}
