package io.imbi.assistant.tool;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and times calls: {@code gen_ai.execute_tool.duration}, by tool, origin and outcome. What a
 * model makes up is no tool's name, and an external server may name its tools anew every minute: so
 * that neither makes meters without end, the one is called {@link #UNKNOWN} and what comes after
 * the first {@value #MOST_NAMES} names {@link #OTHER}.
 */
@Singleton
@Requires(beans = MeterRegistry.class)
final class ToolMetrics implements ToolCallListener {

  static final String UNKNOWN = "_UNKNOWN";
  static final String OTHER = "_OTHER";

  private static final int MOST_NAMES = 2_000;

  private final MeterRegistry registry;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  ToolMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void ended(ToolCallRecord call) {
    Timer.builder("gen_ai.execute_tool.duration")
        .description("How long calls of tools took")
        .tag("gen_ai.operation.name", "execute_tool")
        .tag("gen_ai.tool.name", nameOf(call))
        .tag("origin", call.origin() == null ? "none" : lowerCase(call.origin()))
        .tag("outcome", lowerCase(call.verdict()))
        .register(registry)
        .record(call.duration());
  }

  private String nameOf(ToolCallRecord call) {
    if (call.origin() == null) {
      return UNKNOWN;
    }
    boolean known = names.contains(call.tool());
    if (!known && names.size() < MOST_NAMES) {
      names.add(call.tool());
      known = true;
    }
    return known ? call.tool() : OTHER;
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
