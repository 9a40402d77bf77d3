package io.imbi.assistant.queue;

/** What a worker's look for work brought. */
sealed interface Claim {

  /** The worker holds the task for the length of a lease. */
  record Claimed(Task task, TaskType type) implements Claim {}

  /** There is nothing that may run now. */
  record Nothing() implements Claim {}

  /** Another worker took the last model slot in this moment; something else may run. */
  record SlotLost() implements Claim {}
}
