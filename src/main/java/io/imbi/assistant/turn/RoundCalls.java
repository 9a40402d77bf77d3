package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of one round and what has become of each; calls end on threads of their own. */
final class RoundCalls {

  private final NewMessage assistant;
  private final Map<String, ToolResult> results = new ConcurrentHashMap<>();

  /** Guarded by {@code this}, as is the one below. */
  private final Set<String> begun = new HashSet<>();

  private boolean over;

  /**
   * @param assistant the message that asks for the calls
   */
  RoundCalls(NewMessage assistant) {
    this.assistant = assistant;
  }

  NewMessage assistant() {
    return assistant;
  }

  List<ToolUse> calls() {
    return assistant.toolUse();
  }

  /** Whether the call may be run now: it has not been, and the round is not over. */
  synchronized boolean begin(String call) {
    return !over && begun.add(call);
  }

  /** Lets no more call begin, and gives those that never did and have no result. */
  synchronized List<ToolUse> close() {
    over = true;
    return calls().stream()
        .filter(call -> !begun.contains(call.id()) && !results.containsKey(call.id()))
        .toList();
  }

  void ended(ToolResult result) {
    results.put(result.toolUseId(), result);
  }

  void failed(String call, String message) {
    ended(new ToolResult(call, Json.text(message), true));
  }

  /** The results there are, in the order of the calls. */
  List<ToolResult> ended() {
    return calls().stream()
        .flatMap(call -> Optional.ofNullable(results.get(call.id())).stream())
        .toList();
  }

  /** A result for every call, in the order of the calls: an error where a call was interrupted. */
  List<ToolResult> all() {
    return calls().stream()
        .map(
            call ->
                results.getOrDefault(
                    call.id(), new ToolResult(call.id(), Json.text(Replay.NO_RESULT), true)))
        .toList();
  }
}
