package io.imbi.assistant.thread;

import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.thread.ThreadStore.Resolved;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Runs pipelines: one at a time in a thread, in the order in which the messages came, each on a
 * virtual thread of its own. A run belongs to the service: a caller that goes away does not end it.
 */
@Singleton
public final class ThreadRuns {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadRuns.class);

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration LEASE_RETRY = Duration.ofMillis(200);

  private final ThreadStore store;
  private final Pipelines pipelines;
  private final @Nullable ChatModel model;
  private final PipelineMetrics metrics;
  private final Clock clock;
  private final ThreadTurns turns = new ThreadTurns();
  private final ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor();

  ThreadRuns(
      ThreadStore store,
      Pipelines pipelines,
      @Nullable ChatModel model,
      PipelineMetrics metrics,
      Clock clock) {
    this.store = store;
    this.pipelines = pipelines;
    this.model = model;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The thread that a message belongs to, new or not; empty if the one it names does not exist. */
  public Optional<Resolved> resolve(Inbound inbound) {
    UUID named = inbound.thread();
    return named == null
        ? Optional.of(store.latestOrNew(inbound.contact(), inbound.config()))
        : store.find(named).map(thread -> new Resolved(thread, false));
  }

  /**
   * Stores the message and runs the pipeline, when it is its turn.
   *
   * @param progress hears what the run is doing, on the run's thread
   */
  public CompletableFuture<RunOutcome> run(
      Resolved resolved, Inbound inbound, ThreadContext.Progress progress) {
    UUID thread = resolved.thread().id();
    CompletableFuture<Void> turn = turns.enter(thread);
    return turn.thenApplyAsync(_ -> runInTurn(resolved, inbound, progress), runs)
        .whenComplete((_, _) -> turns.leave(thread))
        .exceptionally(
            error -> {
              LOG.error("A run in thread {} failed", thread, error);
              return new RunOutcome.Failed("internal error");
            });
  }

  private RunOutcome runInTurn(
      Resolved resolved, Inbound inbound, ThreadContext.Progress progress) {
    UUID thread = resolved.thread().id();
    UUID holder = UUID.randomUUID();
    try {
      while (!store.lease(thread, holder, LEASE)) {
        TimeUnit.MILLISECONDS.sleep(
            LEASE_RETRY.toMillis() + ThreadLocalRandom.current().nextLong(50));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new RunOutcome.Failed("the service is stopping");
    }
    Disposable renewal =
        Flux.interval(LEASE.dividedBy(3))
            .publishOn(Schedulers.boundedElastic())
            .subscribe(_ -> renew(thread, holder));
    try {
      return runLeased(resolved, inbound, progress);
    } finally {
      renewal.dispose();
      store.release(thread, holder);
    }
  }

  private void renew(UUID thread, UUID holder) {
    try {
      store.lease(thread, holder, LEASE);
    } catch (RuntimeException e) {
      LOG.warn("Could not renew the lease of thread {}", thread, e);
    }
  }

  private RunOutcome runLeased(
      Resolved resolved, Inbound inbound, ThreadContext.Progress progress) {
    ChatThread thread = resolved.thread();
    Pipeline pipeline = pipelines.chosen();
    List<NewEvent> greeting = List.of();
    if (resolved.created() && inbound.greet() && pipelines.start().isPresent()) {
      ConversationStart start = pipelines.start().get();
      Attempt greeted = attempt("conversation_start", start::run, thread, progress);
      if (greeted.failure() != null) {
        store.append(thread.id(), List.of(message(inbound)));
        return new RunOutcome.Failed(greeted.failure());
      }
      greeting = greeted.emitted();
      store.append(thread.id(), greeting);
    }
    store.append(thread.id(), List.of(message(inbound)));
    Attempt answered = attempt(pipeline.name(), pipeline, thread, progress);
    if (answered.failure() != null) {
      return new RunOutcome.Failed(answered.failure());
    }
    store.append(thread.id(), answered.emitted());
    return new RunOutcome.Answered(
        thread,
        resolved.created(),
        Flux.fromIterable(greeting)
            .concatWithValues(answered.emitted().toArray(new NewEvent[0]))
            .collectList()
            .blockOptional()
            .orElseThrow());
  }

  private static NewEvent message(Inbound inbound) {
    return new NewEvent(
        inbound.eventType(), Json.object().put("role", "user").put("content", inbound.message()));
  }

  /**
   * @param failure why it failed; null if it did not
   */
  private record Attempt(List<NewEvent> emitted, @Nullable String failure) {}

  private Attempt attempt(
      String name, Pipeline pipeline, ChatThread thread, ThreadContext.Progress progress) {
    var context = new ThreadContext(thread, store.events(thread.id()), model, progress);
    Instant started = clock.instant();
    String failure = null;
    try {
      pipeline.run(context);
    } catch (ModelException e) {
      LOG.warn("Pipeline {} failed in thread {}: {}", name, thread.id(), e.detail());
      failure = String.valueOf(e.getMessage());
    } catch (PipelineFailure e) {
      LOG.warn("Pipeline {} failed in thread {}", name, thread.id(), e);
      failure = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "the service is stopping";
    } catch (Exception e) {
      LOG.error("Pipeline {} failed in thread {}", name, thread.id(), e);
      failure = e.getMessage() == null ? "internal error" : e.getMessage();
    }
    metrics.ended(name, failure == null, Duration.between(started, clock.instant()));
    return new Attempt(failure == null ? context.outgoing() : List.of(), failure);
  }

  @PreDestroy
  void stop() {
    runs.shutdownNow();
  }
}
