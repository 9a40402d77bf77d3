package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class TurnTest {

  private final TurnHarness house = new TurnHarness();

  @Test
  void anAnswerIsStreamedStoredAndTitled() {
    house.model.says("Hel", "lo");

    List<TurnEvent> events = house.ask("Hi");

    Message answer = house.stored().getLast();
    assertThat(events)
        .containsExactly(
            new TurnEvent.Text("Hello"),
            new TurnEvent.ContentBlockStop(),
            new TurnEvent.Done(answer.id(), new TokenUsage(13, 5)),
            new TurnEvent.TitleUpdated("A Fine Title"));
    assertThat(house.storedTexts()).containsExactly("Hi", "Hello");
    assertThat(house.store.find(TurnHarness.CALLER.owner(), house.conversation.id()))
        .hasValueSatisfying(found -> assertThat(found.title()).isEqualTo("A Fine Title"));
  }

  @Test
  void aListenerThatIsThereGetsEachDeltaByItself() {
    Sinks.Many<ModelEvent> answer = Sinks.many().unicast().onBackpressureBuffer();
    house.model.answer(answer.asFlux());
    List<TurnEvent> seen = new ArrayList<>();
    house.start("Hi").events().subscribe(seen::add);

    answer.tryEmitNext(new ModelEvent.TextDelta("a"));
    assertThat(seen).containsExactly(new TurnEvent.Text("a"));
    answer.tryEmitNext(new ModelEvent.TextDelta("b"));
    assertThat(seen).containsExactly(new TurnEvent.Text("a"), new TurnEvent.Text("b"));
  }

  @Test
  void onlyTheFirstExchangeIsTitled() {
    house.model.says("one").says("two");
    house.ask("Hi");

    assertThat(house.ask("Again")).noneMatch(TurnEvent.TitleUpdated.class::isInstance);
  }

  @Test
  void aFailedTitleDoesNotFailTheTurn() {
    house.model.title = Mono.error(new ModelException(ModelException.Kind.OVERLOADED, "x"));
    house.model.says("Hello");

    List<TurnEvent> events = house.ask("Hi");

    assertThat(events.getLast()).isInstanceOf(TurnEvent.Done.class);
  }

  @Test
  void aTitleGivenMeanwhileIsKept() {
    Sinks.One<String> title = Sinks.one();
    house.model.title = title.asMono();
    house.model.says("Hello");
    RunningTurn turn = house.start("Hi");
    house.store.update(TurnHarness.CALLER.owner(), house.conversation.id(), "Mine", null);

    title.tryEmitValue("Theirs");

    assertThat(TurnHarness.collect(turn)).noneMatch(TurnEvent.TitleUpdated.class::isInstance);
    assertThat(house.store.find(TurnHarness.CALLER.owner(), house.conversation.id()))
        .hasValueSatisfying(found -> assertThat(found.title()).isEqualTo("Mine"));
  }

  @Test
  void theConversationIsFreeAgainWhenDoneIsTold() {
    house.model.title = Mono.never();
    house.model.says("Hello").says("Again");
    RunningTurn first = house.start("Hi");

    TurnStart second =
        first
            .events()
            .filter(TurnEvent.Done.class::isInstance)
            .next()
            .flatMap(
                _ ->
                    house.turns.start(
                        TurnHarness.CALLER,
                        house.conversation.id(),
                        "More",
                        Schedulers.immediate()))
            .block(Duration.ofSeconds(5));

    assertThat(second).isInstanceOf(TurnStart.Started.class);
  }

  @Test
  void callsOfARoundRunAtOnceAndAreStoredInTheOrderAsked() {
    Sinks.One<ToolOutcome> slow = Sinks.one();
    house.tool("slow", Effect.READ_ONLY, slow::asMono);
    house.tool("fast", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("fast")));
    house.model.calls("Let me see. ", "c1", "slow", "c2", "fast").says("There.");
    RunningTurn turn = house.start("Hi");
    List<TurnEvent> seen = new ArrayList<>();
    turn.events().subscribe(seen::add);

    assertThat(seen).contains(new TurnEvent.ToolResult("c2", "fast"));
    assertThat(house.stored()).hasSize(1);
    slow.tryEmitValue(ToolOutcome.failure("slow"));

    assertThat(seen)
        .containsSubsequence(
            new TurnEvent.ToolUseStart("c1", "slow"),
            new TurnEvent.ToolInput("{}"),
            new TurnEvent.ContentBlockStop(),
            new TurnEvent.ToolExecuting("c1", "slow"),
            new TurnEvent.ToolExecuting("c2", "fast"),
            new TurnEvent.ToolResult("c2", "fast"),
            new TurnEvent.ToolResult("c1", "slow"),
            new TurnEvent.Text("There."));
    assertThat(house.stored().get(1).content()).isEqualTo("Let me see. ");
    assertThat(house.stored().get(2).toolResults())
        .containsExactly(
            new ToolResult("c1", Json.text("slow"), true),
            new ToolResult("c2", Json.text("fast"), false));
    assertThat(seen)
        .filteredOn(TurnEvent.Done.class::isInstance)
        .containsExactly(new TurnEvent.Done(house.stored().getLast().id(), new TokenUsage(26, 10)));
  }

  @Test
  void theSecondRoundBeginsWithTheFirstRoundsMessages() {
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("seen")));
    house.model.calls("", "c1", "look").says("Done.").says("More.");
    house.ask("Hi");
    house.ask("And?");

    var requests = house.model.requests;
    assertThat(requests.get(1).messages().subList(0, 1)).isEqualTo(requests.get(0).messages());
    assertThat(requests.get(2).messages().subList(0, 3)).isEqualTo(requests.get(1).messages());
    assertThat(requests).extracting("system").containsOnly(requests.getFirst().system());
    assertThat(requests).extracting("tools").containsOnly(requests.getFirst().tools());
  }

  @Test
  void aBrowserToolBecomesAClientAction() {
    var params = Json.object().put("path", "/teams");
    house.tool(
        "navigate_to",
        ToolOrigin.BROWSER,
        Effect.READ_ONLY,
        () -> Mono.just(new ToolOutcome.ClientAction("navigate_to", params)));
    house.model.calls("", "c1", "navigate_to").says("There you are.");

    List<TurnEvent> events = house.ask("Show me the teams");

    assertThat(events)
        .contains(new TurnEvent.ClientAction("c1", "navigate_to", params))
        .noneMatch(TurnEvent.ToolExecuting.class::isInstance)
        .noneMatch(TurnEvent.ToolResult.class::isInstance);
    assertThat(Json.parse(house.stored().get(2).toolResults().getFirst().content().asText()))
        .isEqualTo(Json.object().put("success", true).put("action", "navigate_to"));
  }

  @Test
  void whenTheRoundsAreSpentTheModelAnswersWithoutTools() {
    house.limit(1, 100);
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("seen")));
    house.model.calls("", "c1", "look").says("From what I have.");

    List<TurnEvent> events = house.ask("Hi");

    assertThat(house.model.requests)
        .extracting("toolUse")
        .containsExactly(ToolUseMode.ALLOWED, ToolUseMode.FORBIDDEN);
    assertThat(house.model.requests.get(1).tools()).isEqualTo(house.model.requests.get(0).tools());
    assertThat(events).anyMatch(TurnEvent.Done.class::isInstance);
  }

  @Test
  void aModelThatCallsOnAfterTheLastRoundLeavesNoOpenCall() {
    house.limit(0, 100);
    house.model.calls("", "c1", "look").says("next");

    assertThat(house.ask("Hi")).anyMatch(TurnEvent.Done.class::isInstance);
    assertThat(house.stored()).allMatch(message -> message.toolUse().isEmpty());
    house.ask("Again");
  }

  @Test
  void callsBeyondTheBudgetAreRefusedAndTheTurnGoesOn() {
    house.limit(10, 1);
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("seen")));
    house.model.calls("", "c1", "look", "c2", "look").says("Enough.");

    house.ask("Hi");

    assertThat(house.dispatched).hasSize(1);
    assertThat(house.notRun).containsExactly(Map.entry("c2", Verdict.OVER_BUDGET));
    assertThat(house.stored().get(2).toolResults())
        .extracting("error")
        .containsExactly(false, true);
    assertThat(house.model.requests.getLast().toolUse()).isEqualTo(ToolUseMode.FORBIDDEN);
  }

  @Test
  void argumentsThatAreNoObjectAreRefusedAndNotTakenForNone() {
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("seen")));
    var call = new ContentBlock.ToolUse("c1", "look", Json.text("everything"));
    house
        .model
        .answer(
            Flux.just(
                new ModelEvent.Completed(List.of(call), StopReason.TOOL_USE, Usage.ZERO, null)))
        .says("I see.");

    house.ask("Hi");

    assertThat(house.dispatched).isEmpty();
    assertThat(house.notRun).containsExactly(Map.entry("c1", Verdict.INVALID_ARGUMENTS));
    assertThat(house.stored().get(2).toolResults().getFirst().content().asText())
        .contains("must be a JSON object");
  }

  @Test
  void textStreamedBeforeAFailureIsStored() {
    house.model.fails(ModelException.Kind.CUT, "Half an ans").says("Whole.");

    List<TurnEvent> events = house.ask("Hi");

    assertThat(events).last().isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.storedTexts()).containsExactly("Hi", "Half an ans");
    house.ask("Again");
    assertThat(house.storedTexts()).containsExactly("Hi", "Half an ans", "Again", "Whole.");
  }

  @Test
  void aFailureBeforeAnyTextLeavesNoTwoUserMessagesInARow() {
    house.model.fails(ModelException.Kind.OVERLOADED);

    assertThat(house.ask("Hi")).singleElement().isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.stored()).extracting("role").containsExactly(Role.USER, Role.ASSISTANT);
  }

  @Test
  void aStreamThatEndsWithoutAnAnswerIsAFailure() {
    house.model.answer(ScriptedModel.text("Hal"));

    assertThat(house.ask("Hi")).last().isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.storedTexts()).containsExactly("Hi", "Hal");
  }

  @Test
  void aDefectInAPartEndsTheTurnWithoutTellingHowItIsBuilt() {
    house.model.answer(Flux.error(new IllegalStateException("secret internals")));

    assertThat(house.ask("Hi")).containsExactly(new TurnEvent.Failed(Failures.UNEXPECTED));
  }

  @Test
  void olderResultsGiveWayOnceWhenTheContextIsFull() {
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("x".repeat(5000))));
    house
        .model
        .calls("", "c1", "look")
        .calls("", "c2", "look")
        .fails(ModelException.Kind.CONTEXT_WINDOW_EXCEEDED)
        .says("Fits now.");

    assertThat(house.ask("Hi")).contains(new TurnEvent.Text("Fits now."));
    assertThat(lengthsOfResultsSent()).satisfiesExactly(ABOUT_A_NOTE, WHOLE);
    assertThat(house.model.counted)
        .extracting("messages")
        .containsExactly(house.model.requests.getLast().messages());
    assertThat(house.stored().get(2).toolResults().getFirst().content().asText()).hasSize(5000);
  }

  @Test
  void allResultsOfEarlierTurnsGiveWayWhenTheContextIsFull() {
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("x".repeat(5000))));
    house.model.calls("", "c1", "look").fails(ModelException.Kind.CONTEXT_WINDOW_EXCEEDED);
    assertThat(house.ask("Hi")).last().isInstanceOf(TurnEvent.Failed.class);
    house.model.fails(ModelException.Kind.CONTEXT_WINDOW_EXCEEDED).says("Fits now.");

    assertThat(house.ask("Again")).contains(new TurnEvent.Text("Fits now."));
    assertThat(lengthsOfResultsSent()).satisfiesExactly(ABOUT_A_NOTE);
  }

  private static final ThrowingConsumer<Integer> ABOUT_A_NOTE =
      length -> assertThat(length).isLessThan(200);

  private static final ThrowingConsumer<Integer> WHOLE =
      length -> assertThat(length).isEqualTo(5000);

  private List<Integer> lengthsOfResultsSent() {
    return house.model.requests.getLast().messages().stream()
        .flatMap(message -> message.content().stream())
        .filter(ContentBlock.ToolResult.class::isInstance)
        .map(block -> ((ContentBlock.ToolResult) block).content().asText().length())
        .toList();
  }

  @Test
  void anAnswerThatStaysTooLongForTheContextIsAClearError() {
    house.model.answer(ScriptedModel.end("", StopReason.CONTEXT_WINDOW_EXCEEDED));

    assertThat(house.ask("Hi")).last().isInstanceOf(TurnEvent.Failed.class);
  }

  @Test
  void aContextThatStaysFullIsAClearError() {
    house.model.fails(ModelException.Kind.CONTEXT_WINDOW_EXCEEDED);

    assertThat(house.ask("Hi"))
        .containsExactly(
            new TurnEvent.Failed(
                "The conversation has become too long for the AI model. Please start a new one."));
  }

  @Test
  void aModelThatIsGoneIsReplacedByTheServicesOwn() {
    house.model.models("scripted-2");
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("seen")));
    house.model.fails(ModelException.Kind.UNKNOWN_MODEL).calls("", "c1", "look").says("Here I am.");

    assertThat(house.ask("Hi")).contains(new TurnEvent.Text("Here I am."));
    assertThat(house.model.requests)
        .extracting("model")
        .containsExactly("scripted-1", "scripted-2", "scripted-2");
    assertThat(house.model.titled).isEqualTo("scripted-2");
  }

  @Test
  void whereTheServicesOwnModelIsNotThereTheTurnFails() {
    house.model.fails(ModelException.Kind.UNKNOWN_MODEL);

    assertThat(house.ask("Hi"))
        .containsExactly(new TurnEvent.Failed("The AI model that was asked for does not exist."));
  }

  @ParameterizedTest
  @EnumSource(
      value = StopReason.class,
      names = {"REFUSAL", "MAX_TOKENS", "END_TURN", "STOP_SEQUENCE", "OTHER"})
  void callsAreRunOnlyWhereTheModelStoppedForThem(StopReason reason) {
    house.tool("change", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("changed")));
    house.model.answer(
        Flux.just(
            new ModelEvent.ToolUseStarted("c1", "change"),
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.Completed(
                List.of(new ContentBlock.ToolUse("c1", "change", Json.object())),
                reason,
                ScriptedModel.USAGE,
                null)));

    assertThat(house.ask("Hi")).anyMatch(TurnEvent.Done.class::isInstance);
    assertThat(house.dispatched).isEmpty();
    assertThat(house.stored()).allMatch(message -> message.toolUse().isEmpty());
  }

  @Test
  void aModelThatDeclinesSaysSoWhereItHasSaidNothing() {
    house.model.answer(ScriptedModel.end("", StopReason.REFUSAL));

    assertThat(house.ask("Hi")).contains(new TurnEvent.Text("*The model declined to answer.*"));
  }

  @Test
  void anAnswerCutByItsLengthSaysSo() {
    house.model.answer(
        ScriptedModel.text("Long").concatWith(ScriptedModel.end("Long", StopReason.MAX_TOKENS)));

    assertThat(house.ask("Hi")).anyMatch(TurnEvent.Done.class::isInstance);
    assertThat(house.storedTexts().getLast()).startsWith("Long").contains("cut off");
  }

  @Test
  void anExplicitStopKeepsWhatWasSaidAndClosesTheModelsStream() {
    house.model.answer(ScriptedModel.text("So far").concatWith(Flux.never()));
    RunningTurn turn = house.start("Hi");
    List<TurnEvent> seen = new ArrayList<>();
    turn.events().subscribe(seen::add);

    turn.stop();

    assertThat(seen).anyMatch(TurnEvent.Done.class::isInstance);
    assertThat(house.storedTexts()).containsExactly("Hi", "So far");
    assertThat(house.model.cancelled).hasValue(1);
  }

  @Test
  void aStopDuringCallsStoresTheResultsThereAre() {
    house.tool("stuck", Effect.READ_ONLY, Mono::never);
    house.tool("fast", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("fast")));
    house.model.calls("", "c1", "stuck", "c2", "fast").says("on");
    RunningTurn turn = house.start("Hi");
    turn.events().subscribe();

    turn.stop();

    assertThat(house.stored().get(2).toolResults())
        .containsExactly(
            new ToolResult("c1", Json.text(Replay.NO_RESULT), true),
            new ToolResult("c2", Json.text("fast"), false));
    assertThat(house.stored().getLast().role()).isEqualTo(Role.ASSISTANT);
    house.ask("Go on");
  }

  @Test
  void aTurnThatNobodyListensToGoesOnForTheGracePeriod() {
    house.model.answer(ScriptedModel.text("So far").concatWith(Flux.never()));
    RunningTurn turn = house.start("Hi");
    turn.events().take(1).blockLast();
    house.timer.advanceTimeBy(Duration.ofSeconds(29));
    List<TurnEvent> seen = new ArrayList<>();
    var listener = turn.events().subscribe(seen::add);
    house.timer.advanceTimeBy(Duration.ofMinutes(1));
    assertThat(seen).containsExactly(new TurnEvent.Text("So far"));

    listener.dispose();
    house.timer.advanceTimeBy(Duration.ofSeconds(31));

    assertThat(house.storedTexts()).containsExactly("Hi", "So far");
    assertThat(TurnHarness.collect(turn)).last().isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.turns.running(TurnHarness.CALLER.owner(), house.conversation.id())).isEmpty();
  }

  @Test
  void nothingIsChangedWhileNobodyListens() {
    house.tool("change", Effect.MUTATING, () -> Mono.just(ToolOutcome.success("changed")));
    house.tool("look", Effect.READ_ONLY, () -> Mono.just(ToolOutcome.success("seen")));
    house.model.calls("", "c1", "change", "c2", "look").says("never");
    house.start("Hi");
    assertThat(house.dispatched).extracting("tool").containsExactly("look");

    house.timer.advanceTimeBy(Duration.ofSeconds(31));

    assertThat(house.dispatched).hasSize(1);
    assertThat(house.notRun).containsExactly(Map.entry("c1", Verdict.CANCELLED));
    assertThat(house.stored().get(2).toolResults())
        .containsExactly(
            new ToolResult(
                "c1", Json.text("Not run: the turn ended before this call began."), true),
            new ToolResult("c2", Json.text("seen"), false));
  }

  @Test
  void aChangeWaitsForTheListenerToComeBack() {
    house.tool("change", Effect.MUTATING, () -> Mono.just(ToolOutcome.success("changed")));
    house.model.calls("", "c1", "change").says("Changed.");
    RunningTurn turn = house.start("Hi");
    assertThat(house.dispatched).isEmpty();

    assertThat(TurnHarness.collect(turn)).contains(new TurnEvent.Text("Changed."));
    assertThat(house.dispatched).hasSize(1);
  }

  @Test
  void aSecondMessageIsRefusedWhileATurnRuns() {
    house.model.answer(Flux.never());
    house.start("Hi");

    assertThat(
            house
                .turns
                .start(
                    TurnHarness.CALLER, house.conversation.id(), "Me too", Schedulers.immediate())
                .block())
        .isEqualTo(new TurnStart.AlreadyRunning());
    assertThat(house.storedTexts()).containsExactly("Hi");
  }

  @Test
  void aStopAskedForOnAnotherReplicaIsHeeded() {
    house.model.answer(ScriptedModel.text("So far").concatWith(Flux.never()));
    RunningTurn turn = house.start("Hi");
    turn.events().subscribe();
    house.store.requestStop(TurnHarness.CALLER.owner(), house.conversation.id());

    house.timer.advanceTimeBy(Duration.ofSeconds(11));

    assertThat(house.storedTexts()).containsExactly("Hi", "So far");
  }

  @Test
  void aTurnThatLostItsLeaseWritesNothingMore() {
    house.model.answer(ScriptedModel.text("So far").concatWith(Flux.never()));
    RunningTurn turn = house.start("Hi");
    List<TurnEvent> seen = new ArrayList<>();
    turn.events().subscribe(seen::add);
    house.store.stealLease(house.conversation.id());

    house.timer.advanceTimeBy(Duration.ofSeconds(11));

    assertThat(seen).last().isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.storedTexts()).containsExactly("Hi");
  }

  @Test
  void aTurnEndsAtItsTimeLimit() {
    house.model.answer(ScriptedModel.text("So far").concatWith(Flux.never()));
    RunningTurn turn = house.start("Hi");
    turn.events().subscribe();

    house.timer.advanceTimeBy(Duration.ofMinutes(13));

    assertThat(TurnHarness.collect(turn)).last().isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.storedTexts()).containsExactly("Hi", "So far");
  }

  @Test
  void aStoreThatFailsOnceCostsNothing() {
    house.model.says("Hello");
    house.store.failAppends(1, false);

    assertThat(house.ask("Hi")).anyMatch(TurnEvent.Done.class::isInstance);
    assertThat(house.storedTexts()).containsExactly("Hi", "Hello");
  }

  @Test
  void aStoreThatFailedAfterStoringIsNotStoredTwice() {
    house.model.says("Hello");
    house.store.failAppends(1, true);

    assertThat(house.ask("Hi")).anyMatch(TurnEvent.Done.class::isInstance);
    assertThat(house.storedTexts()).containsExactly("Hi", "Hello");
  }

  @Test
  void aStoreThatStaysAwayEndsTheTurnWithATerminalEvent() {
    Sinks.Many<ModelEvent> answer = Sinks.many().unicast().onBackpressureBuffer();
    house.model.answer(answer.asFlux());
    RunningTurn turn = house.start("Hi");
    house.store.failAppends(100, false);
    answer.tryEmitNext(new ModelEvent.TextDelta("Hello"));
    ScriptedModel.end("Hello", StopReason.END_TURN).subscribe(answer::tryEmitNext);
    answer.tryEmitComplete();

    assertThat(TurnHarness.collect(turn))
        .last()
        .isEqualTo(new TurnEvent.Failed(Failures.UNEXPECTED));
  }

  @Test
  void aConversationDeletedInMidTurnEndsIt() {
    Sinks.Many<ModelEvent> answer = Sinks.many().unicast().onBackpressureBuffer();
    house.model.answer(answer.asFlux());
    RunningTurn turn = house.start("Hi");
    house.store.delete(TurnHarness.CALLER.owner(), house.conversation.id());
    ScriptedModel.end("Hello", StopReason.END_TURN).subscribe(answer::tryEmitNext);
    answer.tryEmitComplete();

    assertThat(TurnHarness.collect(turn))
        .last()
        .isEqualTo(new TurnEvent.Failed("The conversation was deleted."));
  }

  @Test
  void aFullConversationTakesNoMore() {
    for (int i = 0; i < 10; i++) {
      house.model.says("ok");
      house.ask("Hi");
    }

    assertThat(
            house
                .turns
                .start(TurnHarness.CALLER, house.conversation.id(), "More", Schedulers.immediate())
                .block())
        .isEqualTo(new TurnStart.TurnLimitReached());
    assertThat(house.store.isHeld(TurnHarness.CALLER.owner(), house.conversation.id())).isFalse();
  }

  @Test
  void anotherUsersConversationDoesNotExist() {
    var other = house.store.create(new Owner("bob@example.com"), "m");

    assertThat(
            house.turns.start(TurnHarness.CALLER, other.id(), "Hi", Schedulers.immediate()).block())
        .isEqualTo(new TurnStart.NoSuchConversation());
  }

  @Test
  void aShutdownLetsTurnsEndAndThenEndsThem() {
    house.model.answer(ScriptedModel.text("So far").concatWith(Flux.never()));
    RunningTurn turn = house.start("Hi");
    List<TurnEvent> seen = new ArrayList<>();
    turn.events().subscribe(seen::add);

    var stopped = house.runner.shutdownGracefully().toCompletableFuture();

    assertThat(house.turns.available()).isFalse();
    assertThat(
            house
                .turns
                .start(TurnHarness.CALLER, house.conversation.id(), "More", Schedulers.immediate())
                .block())
        .isEqualTo(new TurnStart.Unavailable());
    house.timer.advanceTimeBy(Duration.ofSeconds(24));
    assertThat(stopped).isNotDone();
    house.timer.advanceTimeBy(Duration.ofSeconds(2));
    assertThat(stopped).isCompleted();
    assertThat(seen).last().isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.storedTexts()).containsExactly("Hi", "So far");
  }

  @Test
  void aShutdownWaitsForATurnThatIsBeingPrepared() {
    ActiveTurn prepared = house.runner.prepare(UUID.randomUUID()).orElseThrow();

    var stopped = house.runner.shutdownGracefully().toCompletableFuture();

    assertThat(house.runner.prepare(UUID.randomUUID())).isEmpty();
    assertThat(stopped).isNotDone();
    house.runner.discard(prepared);
    assertThat(stopped).isCompleted();
  }

  @Test
  void nothingIsLeftOfATurnThatCannotEvenBegin() {
    house.toolsDefective = true;

    assertThat(house.ask("Hi")).containsExactly(new TurnEvent.Failed(Failures.UNEXPECTED));

    assertNothingRuns();
    house.toolsDefective = false;
    house.model.says("Hello");
    assertThat(house.ask("Hi")).anyMatch(TurnEvent.Done.class::isInstance);
  }

  @Test
  void nothingIsLeftOfATurnWhoseQuestionCannotBeStored() {
    house.store.failAppends(2, false);

    assertThatThrownBy(() -> house.start("Hi")).hasMessage("The database is gone");

    assertNothingRuns();
  }

  @Test
  void aLeaseThatWasTakenUnnoticedIsGivenBack() {
    house.store.failAfterAcquiring();

    assertThatThrownBy(() -> house.start("Hi")).hasMessageContaining("connection was lost");

    assertNothingRuns();
  }

  @Test
  void aTurnThatHasEndedIsNotTimedAnyMore() {
    house.model.says("Hello");
    RunningTurn turn = house.start("Hi");
    TurnHarness.collect(turn);

    house.timer.advanceTimeBy(Duration.ofMinutes(15));

    assertThat(((ActiveTurn) turn).interruption()).isNull();
  }

  @Test
  void callsThatHaveRunAreStoredWithTheFailureOfTheirRound() {
    house.tool(
        "change",
        Effect.MUTATING,
        () -> {
          house.store.failAppends(2, false);
          return Mono.just(ToolOutcome.success("changed"));
        });
    house.model.calls("Let me. ", "c1", "change");

    assertThat(house.ask("Hi")).last().isEqualTo(new TurnEvent.Failed(Failures.UNEXPECTED));

    assertThat(house.storedTexts())
        .containsExactly("Hi", "Let me. ", "", "*" + Failures.UNEXPECTED + "*");
    assertThat(house.stored().get(2).toolResults())
        .containsExactly(new ToolResult("c1", Json.text("changed"), false));
  }

  @Test
  void whatAnInterruptedTurnHasSaidIsStoredAtTheSecondAttempt() {
    house.model.answer(ScriptedModel.text("So far").concatWith(Flux.never()));
    RunningTurn turn = house.start("Hi");
    turn.events().take(1).blockLast();
    house.store.failAppends(2, false);

    house.timer.advanceTimeBy(Duration.ofSeconds(31));

    assertThat(house.storedTexts()).containsExactly("Hi", "So far");
    assertNothingRuns();
  }

  private void assertNothingRuns() {
    Owner owner = TurnHarness.CALLER.owner();
    assertThat(house.turns.running(owner, house.conversation.id())).isEmpty();
    assertThat(house.store.isHeld(owner, house.conversation.id())).isFalse();
    assertThat(house.runner.reportActiveTasks()).hasValue(0);
  }
}
