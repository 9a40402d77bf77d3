package io.imbi.assistant.conversation;

import io.imbi.assistant.identity.Owner;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns that wait for a person's approval, at most one per conversation. They are kept beside the
 * messages, for a call without its result has no place among them. Blocking. Whoever changes one
 * holds the conversation's {@linkplain TurnLeases lease}.
 */
public interface WaitingTurns {

  /**
   * Keeps a waiting turn in place of what was kept before.
   *
   * @param document a JSON document; only the turn reads it
   * @throws ConversationGoneException if the owner has no such conversation
   */
  void keep(Owner owner, UUID conversation, String document);

  /** What is kept for the owner's conversation. */
  Optional<String> waiting(Owner owner, UUID conversation);

  /** Forgets it; does nothing if there is none. */
  void forget(Owner owner, UUID conversation);
}
