package io.imbi.assistant.queue;

import java.time.Instant;
import java.util.UUID;

/** What became of an attempt to enqueue. */
public sealed interface EnqueueOutcome {

  /** The task is stored, or will be when the caller's transaction commits. */
  record Enqueued(UUID id) implements EnqueueOutcome {}

  /**
   * Nothing was stored: a task of this type with the same payload still waits.
   *
   * @param existing the task that waits
   */
  record Duplicate(UUID existing) implements EnqueueOutcome {}

  /**
   * Nothing was stored: the type's rate limit is reached.
   *
   * @param retryAt when there is room again
   */
  record RateLimited(Instant retryAt) implements EnqueueOutcome {}
}
