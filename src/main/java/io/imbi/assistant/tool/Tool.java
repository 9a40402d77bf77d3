package io.imbi.assistant.tool;

import java.time.Duration;
import java.util.Set;

/** Something the model may call. Holds nothing of any caller: a call brings all it needs. */
public interface Tool {

  ToolDefinition definition();

  ToolOrigin origin();

  Effect effect();

  /** Permissions without which a caller is not offered this tool. Advisory: the API enforces. */
  default Set<String> requiredPermissions() {
    return Set.of();
  }

  /**
   * How long a call may take.
   *
   * @param usual what is configured for all tools
   */
  default Duration timeout(Duration usual) {
    return usual;
  }

  /**
   * Runs one call on the calling (virtual) thread. Arguments have been validated against the
   * schema. An interrupt ends it.
   *
   * @return what to tell the model, failures included; throws only for defects
   */
  ToolOutcome call(ToolCall call) throws InterruptedException;

  default String name() {
    return definition().name();
  }
}
