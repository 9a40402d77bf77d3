package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where threads and their events are kept. Blocking.
 *
 * <p>There are no owners here: whoever may call is an external system that is trusted with all its
 * contacts.
 */
public interface ThreadStore {

  Optional<ChatThread> find(UUID id);

  /**
   * The contact's latest thread, or a new one. Of callers that come at once with a contact's first
   * message, one creates the thread and the others get it.
   *
   * @param config for a new thread
   */
  Resolved latestOrNew(String contact, ObjectNode config);

  /**
   * @param created whether it is new; it then holds its {@link EventTypes#THREAD_CREATED} event
   */
  record Resolved(ChatThread thread, boolean created) {}

  /**
   * Appends events in order, all or none, for the holder of the thread's lease.
   *
   * @return false, and nothing is appended, if another has taken the lease since
   */
  boolean append(UUID thread, UUID holder, List<NewEvent> events);

  /** All events of the thread, the oldest first. */
  List<ThreadEvent> events(UUID thread);

  /**
   * Takes the thread's lease if it is free or has run out: one run at a time per thread, on all
   * replicas. Taking it a second time succeeds.
   */
  boolean lease(UUID thread, UUID holder, Duration duration);

  /**
   * Holds the lease for longer, also if it has run out and nobody else wanted it.
   *
   * @return false if it is not the holder's any more
   */
  boolean renew(UUID thread, UUID holder, Duration duration);

  /** Gives the lease back; does nothing if the holder has lost it. */
  void release(UUID thread, UUID holder);
}
