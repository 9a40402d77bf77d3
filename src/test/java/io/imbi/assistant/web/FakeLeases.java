package io.imbi.assistant.web;

import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.identity.Owner;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Leases of which the web only asks whether they are held. */
final class FakeLeases implements TurnLeases {

  final Set<UUID> held = ConcurrentHashMap.newKeySet();

  @Override
  public Acquisition acquire(Owner owner, UUID conversation, UUID holder, Duration duration) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Renewal renew(UUID conversation, UUID holder, Duration duration) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(UUID conversation, UUID holder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean requestStop(Owner owner, UUID conversation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isHeld(Owner owner, UUID conversation) {
    return held.contains(conversation);
  }
}
