package io.imbi.assistant.turn;

import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Owner;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Starts turns and finds those that are running. */
public interface Turns {

  /** Whether there is a model to talk to and the service is taking turns. */
  boolean available();

  /** The model of a conversation whose creator named none. */
  String defaultModel();

  /**
   * Stores what the caller said and starts the answer.
   *
   * @param content 1..32768 characters, without U+0000
   * @param near the thread that serves the caller, who reads the answer
   */
  Mono<TurnStart> start(Caller caller, UUID conversation, String content, Scheduler near);

  /** The calls that wait for the owner's approval in this conversation, in the order asked for. */
  Mono<List<TurnEvent.ApprovalRequired>> approvals(Owner owner, UUID conversation);

  /**
   * Approves or denies a call that waits. When nothing of its round waits any more, the turn goes
   * on with the caller's token; until then it only tells what is still waiting.
   *
   * @param toolUseId the call
   * @param near the thread that serves the caller, who reads the answer
   */
  Mono<TurnStart> decide(
      Caller caller, UUID conversation, String toolUseId, Decision decision, Scheduler near);

  /**
   * Starts a turn of a way in that keeps its own conversations and sees to it that there is one
   * turn at a time in each.
   *
   * @return empty where {@link #available} is false
   */
  Optional<RunningTurn> run(TurnRequest request);

  /** The turn that this process is running in the owner's conversation. */
  Optional<RunningTurn> running(Owner owner, UUID conversation);

  /**
   * Asks the turn that is running in the owner's conversation, on whichever replica, to stop.
   *
   * @return false if there is none
   */
  Mono<Boolean> requestStop(Owner owner, UUID conversation);
}
