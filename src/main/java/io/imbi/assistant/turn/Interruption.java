package io.imbi.assistant.turn;

/** Why a turn ends before its answer is complete. */
enum Interruption {
  /** The caller asked for it. */
  STOPPED("The answer was stopped."),
  NOBODY_LISTENS("The answer was interrupted: nobody was listening any more."),
  SHUTDOWN("The service is restarting. What was said so far is kept; please ask again."),
  TIMED_OUT("The answer took too long and was stopped. What was said so far is kept."),
  /** Another replica holds the conversation now: nothing may be written. */
  LEASE_LOST("The conversation was taken over by another process. Please reload it.");

  private final String message;

  Interruption(String message) {
    this.message = message;
  }

  /** For the user. */
  String message() {
    return message;
  }
}
