package io.imbi.assistant.conversation;

import io.imbi.assistant.identity.Owner;
import java.time.Duration;
import java.util.UUID;

/**
 * One turn at a time per conversation, across all replicas: who runs a turn holds a lease and
 * renews it; a replica that dies loses its leases when they run out. Times are the database's, so
 * replicas with different clocks agree. Blocking.
 */
public interface TurnLeases {

  /**
   * Takes the lease if it is free or has run out.
   *
   * @param holder the turn that wants it
   * @param duration how long it holds unless renewed
   */
  Acquisition acquire(Owner owner, UUID conversation, UUID holder, Duration duration);

  /** Holds the lease for another {@code duration}. */
  Renewal renew(UUID conversation, UUID holder, Duration duration);

  /** Gives the lease back; does nothing if the holder has lost it. */
  void release(UUID conversation, UUID holder);

  /**
   * Asks whoever holds the lease, on whichever replica, to stop; it learns of it at its next
   * renewal.
   *
   * @return false if no turn is running in the owner's conversation
   */
  boolean requestStop(Owner owner, UUID conversation);

  /** Whether a turn is running in the owner's conversation, on any replica. */
  boolean isHeld(Owner owner, UUID conversation);

  /** What became of {@link #acquire}. */
  enum Acquisition {
    ACQUIRED,
    /** Another turn is running. */
    HELD,
    /** The owner has no such conversation. */
    NO_SUCH_CONVERSATION
  }

  /** What became of {@link #renew}. */
  enum Renewal {
    RENEWED,
    /** Still held, and somebody has asked the turn to stop. */
    STOP_REQUESTED,
    /** Another holder has it, or the conversation is gone: write nothing more. */
    LOST
  }
}
