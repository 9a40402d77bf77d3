package io.imbi.assistant.thread;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.IntStream;

/** Counts and times runs of pipelines. */
@Singleton
final class PipelineMetrics {

  private static final int[] BUCKETS_MILLIS = {
    100, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000
  };

  private final MeterRegistry registry;

  PipelineMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void ended(String pipeline, boolean succeeded, Duration took) {
    String status = succeeded ? "success" : "failure";
    Timer.builder("jims.pipeline.run.duration")
        .description("How long runs of pipelines took")
        .tag("status", status)
        .tag("pipeline", pipeline)
        .serviceLevelObjectives(
            IntStream.of(BUCKETS_MILLIS).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
        .register(registry)
        .record(took);
    Counter.builder("jims.pipeline.runs")
        .description("Runs of pipelines")
        .tag("status", status)
        .tag("pipeline", pipeline)
        .register(registry)
        .increment();
  }
}
