package io.imbi.assistant.turn;

import java.util.UUID;
import reactor.core.publisher.Flux;

/**
 * A turn that is under way or has just ended. It belongs to the service, not to a connection: any
 * number of listeners may follow it, leave, and come back.
 */
public interface RunningTurn {

  UUID id();

  /**
   * Everything from the turn's beginning, then what happens as it happens; ends after the last
   * event. Text that a listener was not there for, or was too slow for, comes in fewer and longer
   * pieces. A slow listener holds nothing up and keeps nothing in memory beside the turn's own
   * record. Cancelling leaves the turn running for the grace period.
   */
  Flux<TurnEvent> events();

  /** Ends the turn at once; what was streamed is stored and listeners get a terminal event. */
  void stop();
}
