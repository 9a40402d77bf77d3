package io.imbi.assistant.thread;

import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.PipelineRunner.Attempt;
import io.imbi.assistant.thread.ThreadStore.Resolved;
import io.imbi.assistant.turn.TurnSettings;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines: one at a time in a thread, in the order in which the messages came, each on a
 * virtual thread of its own. A run belongs to the service: a caller that goes away does not end it.
 */
@Singleton
@Requires(beans = ThreadStore.class)
public final class ThreadRuns implements GracefulShutdownCapable {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadRuns.class);

  private static final String TAKEN_OVER = "another replica has taken over the thread";

  private final ThreadStore store;
  private final Pipelines pipelines;
  private final PipelineRunner runner;
  private final Duration lease;
  private final Duration drain;
  private final ThreadTurns turns = new ThreadTurns();
  private final Map<UUID, CompletableFuture<UUID>> running = new ConcurrentHashMap<>();
  private final ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService renewals = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean accepting = true;

  ThreadRuns(ThreadStore store, Pipelines pipelines, PipelineRunner runner, TurnSettings settings) {
    this.store = store;
    this.pipelines = pipelines;
    this.runner = runner;
    this.lease = settings.leaseDuration();
    this.drain = settings.drainTimeout();
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
   * @return fails only where the store does
   */
  public CompletableFuture<RunOutcome> run(
      Resolved resolved, Inbound inbound, ThreadContext.Progress progress) {
    UUID thread = resolved.thread().id();
    UUID run = UUID.randomUUID();
    var done = new CompletableFuture<UUID>();
    running.put(run, done);
    return turns
        .enter(thread)
        .thenApplyAsync(_ -> inTurn(resolved, inbound, progress), runs)
        .exceptionally(ThreadRuns::stopping)
        .whenComplete(
            (_, failure) -> {
              turns.leave(thread);
              running.remove(run);
              done.complete(run);
              if (failure != null) {
                LOG.error("A run in thread {} failed", thread, failure);
              }
            });
  }

  private static RunOutcome stopping(Throwable failure) {
    if (failure instanceof CompletionException wrapped
        && wrapped.getCause() instanceof RejectedExecutionException) {
      return new RunOutcome.Stopping();
    }
    throw failure instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(failure);
  }

  private RunOutcome inTurn(Resolved resolved, Inbound inbound, ThreadContext.Progress progress) {
    if (!accepting) {
      return new RunOutcome.Stopping();
    }
    try (var held = ThreadLease.take(store, resolved.thread().id(), lease, renewals)) {
      return run(held, resolved, inbound, progress);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new RunOutcome.Stopping();
    }
  }

  private RunOutcome run(
      ThreadLease held, Resolved resolved, Inbound inbound, ThreadContext.Progress progress) {
    ChatThread thread = resolved.thread();
    List<NewEvent> emitted = new ArrayList<>();
    Optional<ConversationStart> start = pipelines.start();
    if (inbound.greet() && start.isPresent()) {
      List<ThreadEvent> events = store.events(thread.id());
      if (isUntouched(events)) {
        Attempt greeted =
            runner.run("conversation_start", start.get()::run, thread, events, null, progress);
        if (greeted.failure() != null) {
          held.append(List.of(message(inbound)));
          return failed(held, greeted.failure());
        }
        emitted.addAll(greeted.emitted());
      }
    }
    List<NewEvent> said = new ArrayList<>(emitted);
    said.add(message(inbound));
    if (!held.append(said)) {
      return new RunOutcome.Failed(TAKEN_OVER);
    }
    List<ThreadEvent> events = store.events(thread.id());
    Pipeline pipeline = pipelines.chosen();
    Attempt answered =
        runner.run(pipeline.name(), pipeline, thread, events, events.getLast(), progress);
    if (answered.failure() != null) {
      return failed(held, answered.failure());
    }
    if (!held.append(answered.emitted())) {
      return new RunOutcome.Failed(TAKEN_OVER);
    }
    emitted.addAll(answered.emitted());
    return new RunOutcome.Answered(thread, resolved.created(), emitted);
  }

  private static RunOutcome failed(ThreadLease held, String reason) {
    return new RunOutcome.Failed(held.isLost() ? TAKEN_OVER : reason);
  }

  /** Of two first messages that come at once, the one that is run first begins the conversation. */
  private static boolean isUntouched(List<ThreadEvent> events) {
    return events.stream().allMatch(event -> event.type().equals(EventTypes.THREAD_CREATED));
  }

  private static NewEvent message(Inbound inbound) {
    return new NewEvent(
        inbound.eventType(), Json.object().put("role", "user").put("content", inbound.message()));
  }

  @Override
  public OptionalLong reportActiveTasks() {
    return OptionalLong.of(running.size());
  }

  /** Takes no more messages, lets the runs come to their end, and interrupts those that do not. */
  @Override
  public CompletionStage<?> shutdownGracefully() {
    accepting = false;
    return allEnded()
        .orTimeout(drain.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            _ -> {
              runs.shutdownNow();
              return allEnded();
            });
  }

  private CompletableFuture<Void> allEnded() {
    return CompletableFuture.allOf(running.values().toArray(CompletableFuture<?>[]::new));
  }

  @PreDestroy
  void stop() {
    runs.shutdownNow();
    renewals.shutdownNow();
  }
}
