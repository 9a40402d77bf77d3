package io.imbi.assistant.tool.mcp;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a server was doing when it was last spoken to.
 *
 * @param latency how long connecting and listing the tools took; null before that was ever done
 * @param toolsDiscovered the tools that it announced and that are offered
 * @param lastError what went wrong, free of secrets and bounded; null while all is well
 * @param testedAt null before the first attempt
 */
public record McpHealth(
    State state,
    @Nullable Duration latency,
    int toolsDiscovered,
    @Nullable String lastError,
    @Nullable Instant testedAt) {

  static final McpHealth UNKNOWN = new McpHealth(State.UNKNOWN, null, 0, null, null);

  /** From not tried yet to not to be reached. */
  public enum State {
    UNKNOWN,
    HEALTHY,
    /** It can be reached, but requests fail. */
    DEGRADED,
    UNREACHABLE;

    /** As the graph's nodes spell it. */
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static McpHealth healthy(@Nullable Duration latency, int tools, Instant at) {
    return new McpHealth(State.HEALTHY, latency, tools, null, at);
  }

  McpHealth healthyAgain(Instant at) {
    return healthy(latency, toolsDiscovered, at);
  }

  McpHealth failing(State state, String error, Instant at) {
    return new McpHealth(state, latency, toolsDiscovered, error, at);
  }

  /** Whether writing this over {@code other} would tell anybody anything. */
  boolean saysMoreThan(McpHealth other) {
    return state != other.state
        || toolsDiscovered != other.toolsDiscovered
        || !Objects.equals(lastError, other.lastError);
  }
}
