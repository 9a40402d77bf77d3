package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.tool.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A turn that stopped before calls which a person has to approve: all that is needed to go on with
 * it, on any replica, after any restart.
 *
 * @param assistant the message that asked for the round's calls, not stored yet
 * @param done results of the round's other calls, which have run
 * @param waiting the calls to decide about
 * @param rounds rounds that the turn has had
 * @param toolCalls calls that the turn has made
 * @param usage tokens of the turn so far
 * @param expiresAtMillis when what is undecided counts as denied, in milliseconds since 1970
 * @param resumed whether approved calls may have been started: if a process dies then, nobody knows
 *     what became of them, and they must not be run again
 */
record WaitingTurn(
    NewMessage assistant,
    List<ToolResult> done,
    List<Waiting> waiting,
    int rounds,
    int toolCalls,
    Usage usage,
    long expiresAtMillis,
    boolean resumed) {

  private static final String NOT_RUN =
      "Not run: the user approved this call, but went on before the others were decided about.";

  private static final String EXPIRED = "nobody decided about it in time";

  WaitingTurn {
    done = List.copyOf(done);
    waiting = List.copyOf(waiting);
  }

  /**
   * A call to decide about.
   *
   * @param decision null while there is none
   */
  record Waiting(
      String id,
      String name,
      JsonNode input,
      String description,
      Effect risk,
      @Nullable Decision decision) {

    TurnEvent.ApprovalRequired event() {
      return new TurnEvent.ApprovalRequired(id, name, input, description, risk);
    }

    ToolUse use() {
      return new ToolUse(id, name, input);
    }

    Waiting decided(Decision verdict) {
      return new Waiting(id, name, input, description, risk, verdict);
    }
  }

  static WaitingTurn parse(String document) {
    return Json.read(Json.parse(document), WaitingTurn.class);
  }

  String document() {
    return Json.write(this);
  }

  Optional<Waiting> undecided(String id) {
    return undecided().stream().filter(each -> each.id().equals(id)).findFirst();
  }

  List<Waiting> undecided() {
    return waiting.stream().filter(each -> each.decision() == null).toList();
  }

  /** This turn with one more decision, or with all the missing ones if the time is over. */
  WaitingTurn decide(String id, Decision decision, Instant now) {
    if (now.toEpochMilli() >= expiresAtMillis) {
      return denyUndecided(EXPIRED);
    }
    return with(
        waiting.stream().map(each -> each.id().equals(id) ? each.decided(decision) : each).toList(),
        resumed);
  }

  /** This turn with whatever was undecided denied. */
  WaitingTurn denyUndecided(String reason) {
    return with(
        waiting.stream()
            .map(each -> each.decision() == null ? each.decided(new Decision(false, reason)) : each)
            .toList(),
        resumed);
  }

  WaitingTurn markResumed() {
    return with(waiting, true);
  }

  /** The result that tells the model of a denial. */
  static ToolResult denial(String id, Decision decision) {
    String reason = decision.reason();
    return new ToolResult(
        id,
        Json.text(
            "Not run: the user did not approve this call"
                + (reason == null || reason.isBlank() ? "." : ": " + reason)),
        true);
  }

  /** Every result of the round when nothing more will be run. */
  List<ToolResult> resultsWithoutRunning() {
    List<ToolResult> results = new ArrayList<>(done);
    for (Waiting each : waiting) {
      Decision decision = each.decision();
      results.add(
          decision != null && decision.approved()
              ? new ToolResult(each.id(), Json.text(resumed ? Replay.NO_RESULT : NOT_RUN), true)
              : denial(each.id(), decision == null ? new Decision(false, null) : decision));
    }
    return inOrder(results);
  }

  /** Results in the order of the calls. */
  List<ToolResult> inOrder(List<ToolResult> results) {
    return assistant.toolUse().stream()
        .flatMap(use -> results.stream().filter(result -> result.toolUseId().equals(use.id())))
        .toList();
  }

  private WaitingTurn with(List<Waiting> changed, boolean resumed) {
    return new WaitingTurn(
        assistant, done, changed, rounds, toolCalls, usage, expiresAtMillis, resumed);
  }
}
