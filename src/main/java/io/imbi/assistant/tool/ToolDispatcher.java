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
}
