package io.imbi.assistant.turn;

import io.imbi.assistant.identity.Owner;
import java.util.UUID;

/** Lets tests of the whole service see who listens to a turn. */
public final class Listeners {

  private Listeners() {}

  /** Whether anybody listens to the turn that this process runs in the conversation. */
  public static boolean any(Turns turns, Owner owner, UUID conversation) {
    return turns
        .running(owner, conversation)
        .filter(turn -> turn instanceof ActiveTurn active && active.listener().toFuture().isDone())
        .isPresent();
  }
}
