package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolMetricsTest {

  private static final String NAME = "gen_ai.execute_tool.duration";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ToolMetrics metrics = new ToolMetrics(registry);

  @Test
  void callsAreCountedAndTimedByToolOriginAndOutcome() {
    metrics.ended(call("list_projects", ToolOrigin.OPENAPI, Verdict.SUCCEEDED));
    metrics.ended(call("list_projects", ToolOrigin.OPENAPI, Verdict.SUCCEEDED));
    metrics.ended(call("list_projects", ToolOrigin.OPENAPI, Verdict.TIMED_OUT));

    Timer succeeded =
        registry
            .get(NAME)
            .tags("gen_ai.tool.name", "list_projects", "origin", "openapi", "outcome", "succeeded")
            .timer();
    assertThat(succeeded.count()).isEqualTo(2);
    assertThat(succeeded.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
    assertThat(registry.get(NAME).tags("outcome", "timed_out").timer().count()).isEqualTo(1);
  }

  @Test
  void whatAModelMakesUpIsNoNameOfATool() {
    metrics.ended(call("made_up", null, Verdict.UNKNOWN_TOOL));
    metrics.ended(call("made_up_too", null, Verdict.UNKNOWN_TOOL));

    assertThat(registry.find(NAME).timers())
        .singleElement()
        .extracting(Meter::getId)
        .extracting(id -> id.getTag("gen_ai.tool.name"), id -> id.getTag("origin"))
        .containsExactly(ToolMetrics.UNKNOWN, "none");
  }

  @Test
  void namesWithoutEndBecomeOne() {
    metrics.ended(call("first", ToolOrigin.OPENAPI, Verdict.SUCCEEDED));
    for (int i = 0; i < 5_000; i++) {
      metrics.ended(call("mcp_" + i, ToolOrigin.MCP, Verdict.SUCCEEDED));
    }
    metrics.ended(call("first", ToolOrigin.OPENAPI, Verdict.SUCCEEDED));

    assertThat(registry.find(NAME).timers()).hasSizeLessThan(2_100);
    assertThat(registry.get(NAME).tags("gen_ai.tool.name", ToolMetrics.OTHER).timer().count())
        .isGreaterThan(2_900);
    assertThat(registry.get(NAME).tags("gen_ai.tool.name", "first").timer().count()).isEqualTo(2);
  }

  @Test
  void theServiceCountsItsCalls() {
    try (var context = ApplicationContext.run("nodatabase")) {
      assertThat(context.getBeansOfType(ToolCallListener.class))
          .hasAtLeastOneElementOfType(ToolMetrics.class)
          .hasAtLeastOneElementOfType(AuditLog.class);
    }
  }

  private static ToolCallRecord call(String tool, @Nullable ToolOrigin origin, Verdict verdict) {
    return new ToolCallRecord(
        "ada@example.com",
        ToolCall.Context.NONE,
        "toolu_1",
        tool,
        origin,
        verdict,
        Duration.ofMillis(250),
        2,
        2,
        null);
  }
}
