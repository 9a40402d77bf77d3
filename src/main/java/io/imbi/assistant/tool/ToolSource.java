package io.imbi.assistant.tool;

import java.util.List;

/**
 * One of the places that tools come from. Sources keep an immutable list and swap it; reading it
 * never blocks.
 */
public interface ToolSource {

  ToolOrigin origin();

  /** The tools as they are now, in a fixed order. */
  List<Tool> tools();

  /**
   * Reads the tools anew (blocking). A failed refresh keeps the tools there were. A source that
   * never changes has nothing to do.
   */
  default Refresh refresh() {
    return new Refresh.Succeeded(tools().size());
  }

  /**
   * Has {@code listener} run each time after {@link #tools()} has begun to give another list, on
   * whichever thread changed it. A source that never changes need not keep it.
   */
  default void onChange(Runnable listener) {}

  /** What became of a refresh. */
  sealed interface Refresh {
    record Succeeded(int toolCount) implements Refresh {}

    /**
     * @param toolCount the tools that were kept
     * @param error what went wrong, fit for the model and the user
     */
    record Failed(int toolCount, String error) implements Refresh {}

    int toolCount();
  }
}
