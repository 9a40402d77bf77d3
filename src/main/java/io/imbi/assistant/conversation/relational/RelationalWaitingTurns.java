package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.WaitingTurns;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.identity.Owner;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Keeps turns that wait for approval in a PostgreSQL table. */
@Singleton
@RequiresStore(StoreKind.RELATIONAL)
final class RelationalWaitingTurns implements WaitingTurns {

  private final Waiting waiting;

  RelationalWaitingTurns(Waiting waiting) {
    this.waiting = waiting;
  }

  @Override
  public void keep(Owner owner, UUID conversation, String document) {
    if (waiting.keep(conversation, owner.value(), document) == 0) {
      throw new ConversationGoneException(conversation);
    }
  }

  @Override
  public Optional<String> waiting(Owner owner, UUID conversation) {
    return waiting.find(conversation, owner.value());
  }

  @Override
  public void forget(Owner owner, UUID conversation) {
    waiting.forget(conversation, owner.value());
  }
}
