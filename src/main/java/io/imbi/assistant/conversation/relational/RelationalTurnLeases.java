package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.identity.Owner;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Keeps the leases of turns in a PostgreSQL table, by the database's clock. */
@Singleton
@RequiresStore(StoreKind.RELATIONAL)
final class RelationalTurnLeases implements TurnLeases {

  private final Leases leases;
  private final Conversations conversations;

  RelationalTurnLeases(Leases leases, Conversations conversations) {
    this.leases = leases;
    this.conversations = conversations;
  }

  @Override
  public Acquisition acquire(Owner owner, UUID conversation, UUID holder, Duration duration) {
    if (leases.take(conversation, owner.value(), holder, duration.toMillis()) > 0) {
      return Acquisition.ACQUIRED;
    }
    return conversations.findByIdAndOwner(conversation, owner.value()).isPresent()
        ? Acquisition.HELD
        : Acquisition.NO_SUCH_CONVERSATION;
  }

  @Override
  public Renewal renew(UUID conversation, UUID holder, Duration duration) {
    List<Boolean> stopRequested = leases.extend(conversation, holder, duration.toMillis());
    if (stopRequested.isEmpty()) {
      return Renewal.LOST;
    }
    return stopRequested.getFirst() ? Renewal.STOP_REQUESTED : Renewal.RENEWED;
  }

  @Override
  public void release(UUID conversation, UUID holder) {
    leases.deleteByConversationIdAndHolder(conversation, holder);
  }

  @Override
  public boolean requestStop(Owner owner, UUID conversation) {
    return leases.requestStop(conversation, owner.value()) > 0;
  }

  @Override
  public boolean isHeld(Owner owner, UUID conversation) {
    return leases.isHeld(conversation, owner.value());
  }
}
