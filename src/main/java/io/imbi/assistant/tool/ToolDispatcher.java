package io.imbi.assistant.tool;

import reactor.core.publisher.Mono;

/** Runs calls. */
public interface ToolDispatcher {

  /**
   * Runs one call: looks the tool up, checks the caller's permissions, validates the arguments,
   * runs it on a virtual thread with its own timeout and cuts an oversized result. Cancelling
   * interrupts the call.
   *
   * @param catalogue the round's snapshot
   * @return exactly one outcome; never an error, and never empty
   */
  Mono<ToolOutcome> dispatch(ToolCatalogue catalogue, ToolCall call);

  /**
   * Notes that a call was asked for and will not be run. A dispatcher that keeps no records need
   * not do anything.
   */
  default void notRun(ToolCatalogue catalogue, ToolCall call, Verdict why) {}
}
