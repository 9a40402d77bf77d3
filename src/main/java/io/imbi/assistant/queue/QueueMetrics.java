package io.imbi.assistant.queue;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of the queue from outside: {@code imbi.queue.tasks} (how many, by state), {@code
 * imbi.queue.attempt} (how long runs took, by type and ending) and {@code imbi.queue.attempts} (how
 * many runs a task needed until it ended, by type).
 */
@Singleton
final class QueueMetrics {

  private final MeterRegistry registry;
  private final Map<TaskState, AtomicLong> depths = new EnumMap<>(TaskState.class);

  QueueMetrics(@Nullable MeterRegistry registry) {
    this.registry = registry == null ? new CompositeMeterRegistry() : registry;
    for (TaskState state : TaskState.values()) {
      var depth = new AtomicLong();
      depths.put(state, depth);
      Gauge.builder("imbi.queue.tasks", depth, AtomicLong::get)
          .description("Tasks in the queue, as last counted by this worker")
          .tag("state", state.wireName())
          .register(this.registry);
    }
  }

  /** How a run ended. */
  enum Ending {
    DONE,
    FAILED,
    RETRIED,
    RELEASED,
    /** Taken over by another worker, or not written down. */
    DROPPED
  }

  void counted(Map<TaskState, Long> counts) {
    depths.forEach((state, depth) -> depth.set(counts.getOrDefault(state, 0L)));
  }

  void ended(Task task, Ending ending, Duration took) {
    Timer.builder("imbi.queue.attempt")
        .description("How long attempts took")
        .tag("type", task.type())
        .tag("ending", ending.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .record(took);
    if (ending == Ending.DONE || ending == Ending.FAILED) {
      DistributionSummary.builder("imbi.queue.attempts")
          .description("Attempts that a task needed until it ended")
          .tag("type", task.type())
          .register(registry)
          .record(task.attempt());
    }
  }
}
