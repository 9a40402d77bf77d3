package io.imbi.assistant.conversation;

import io.imbi.assistant.identity.Owner;
import java.util.UUID;

/** A bean that keeps something beside conversations, which goes when they go. Blocking. */
@FunctionalInterface
public interface ConversationCompanion {

  /** Forgets what it keeps of the owner's conversation, which is about to be deleted. */
  void forget(Owner owner, UUID conversation);
}
