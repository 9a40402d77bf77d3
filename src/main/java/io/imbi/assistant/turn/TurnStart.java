package io.imbi.assistant.turn;

/** What became of a request for a turn. */
public sealed interface TurnStart {

  record Started(RunningTurn turn) implements TurnStart {}

  /** The caller has no such conversation. */
  record NoSuchConversation() implements TurnStart {}

  /** A turn is running in this conversation, here or on another replica. */
  record AlreadyRunning() implements TurnStart {}

  /** No call of this id waits for approval in the conversation. */
  record NoSuchApproval() implements TurnStart {}

  /** The conversation holds as many messages as it may. */
  record TurnLimitReached() implements TurnStart {}

  /** There is no model to talk to, or the service is shutting down. */
  record Unavailable() implements TurnStart {}
}
