package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.Verdict;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs the calls of a turn's rounds, with the token of the caller who is there now. */
final class CallRunner {

  private final TurnParts parts;
  private final TurnRequest request;
  private final ActiveTurn turn;
  private final ToolCall.Context context;

  CallRunner(TurnParts parts, TurnRequest request, ActiveTurn turn) {
    this.parts = parts;
    this.request = request;
    this.turn = turn;
    this.context = new ToolCall.Context(request.conversation().toString(), turn.id().toString());
  }

  /** Runs calls of a round side by side; ends when each has ended or the turn is interrupted. */
  Flux<TurnEvent> run(List<ToolUse> calls, RoundCalls round, ToolCatalogue catalogue) {
    return Flux.fromIterable(calls)
        .flatMap(call -> run(call, round, catalogue), parts.settings().toolConcurrency());
  }

  private Flux<TurnEvent> run(ToolUse use, RoundCalls round, ToolCatalogue catalogue) {
    Optional<Tool> tool = catalogue.find(use.name());
    boolean inBrowser = tool.filter(found -> found.origin() == ToolOrigin.BROWSER).isPresent();
    Flux<TurnEvent> outcome =
        Mono.defer(() -> round.begin(use.id()) ? dispatch(use, catalogue) : Mono.empty())
            .flatMapMany(
                done -> {
                  round.ended(result(use, done));
                  return Flux.fromIterable(eventsOf(use, done, inBrowser));
                });
    Flux<TurnEvent> call =
        inBrowser
            ? outcome
            : Flux.<TurnEvent>just(new TurnEvent.ToolExecuting(use.id(), use.name()))
                .concatWith(outcome);
    // Nothing is changed behind a user's back: such a call waits until somebody listens.
    boolean waits = tool.filter(found -> found.effect().changesSomething()).isPresent();
    return (waits ? turn.listener().thenMany(call) : call).takeUntilOther(turn.interrupted());
  }

  private Mono<ToolOutcome> dispatch(ToolUse use, ToolCatalogue catalogue) {
    if (use.input().isObject()) {
      return parts.dispatcher().dispatch(catalogue, call(use));
    }
    return Mono.fromSupplier(
        () -> {
          notRun(use, catalogue, Verdict.INVALID_ARGUMENTS);
          return ToolOutcome.failure("The arguments must be a JSON object; nothing was called.");
        });
  }

  /** Notes a call that will not be run. */
  void notRun(ToolUse use, ToolCatalogue catalogue, Verdict why) {
    parts.dispatcher().notRun(catalogue, call(use), why);
  }

  private ToolCall call(ToolUse use) {
    ObjectNode input = use.input() instanceof ObjectNode object ? object : Json.object();
    return new ToolCall(use.id(), use.name(), input, request.caller(), context);
  }

  private static List<TurnEvent> eventsOf(ToolUse use, ToolOutcome outcome, boolean inBrowser) {
    return switch (outcome) {
      case ToolOutcome.ClientAction(String action, JsonNode params) ->
          List.of(new TurnEvent.ClientAction(use.id(), action, params));
      case ToolOutcome.Success _, ToolOutcome.Failure _ ->
          inBrowser ? List.of() : List.of(new TurnEvent.ToolResult(use.id(), use.name()));
    };
  }

  private static ToolResult result(ToolUse use, ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success(JsonNode content) -> new ToolResult(use.id(), content, false);
      case ToolOutcome.Failure(JsonNode content) -> new ToolResult(use.id(), content, true);
      case ToolOutcome.ClientAction(String action, JsonNode _) ->
          new ToolResult(
              use.id(),
              Json.text(Json.write(Json.object().put("success", true).put("action", action))),
              false);
    };
  }
}
