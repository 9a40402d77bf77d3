package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.deployment.Settings;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.Verdict;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ApprovalTest {

  private static final Decision YES = new Decision(true, null);

  private final TurnHarness house = new TurnHarness();

  @BeforeEach
  void aCallThatNeedsApproval() {
    house.approve(ApprovalSettings.Policy.MUTATING);
    house.tool("look", Effect.READ_ONLY, () -> success("seen"));
    house.tool("change", Effect.MUTATING, () -> success("changed"));
    house.tool("drop", Effect.DESTRUCTIVE, () -> success("dropped"));
  }

  @Test
  void aTurnThatCannotBeKeptSaysOfEachCallWhetherItWasRun() {
    house.store.failKeeping();
    house.model.calls("", "c1", "look", "c2", "change");

    List<TurnEvent> events = house.ask("Hi");

    assertThat(events.getLast()).isInstanceOf(TurnEvent.Failed.class);
    assertThat(house.stored().get(2).toolResults())
        .extracting(result -> result.content().asText())
        .containsExactly("seen", "Not run: the turn ended before this call began.");
    assertThat(house.notRun).containsEntry("c2", Verdict.CANCELLED);
  }

  @Test
  void theTurnPausesBeforeTheCallAndRunsTheOthers() {
    house.model.calls("Well. ", "c1", "look", "c2", "change");

    List<TurnEvent> events = house.ask("Hi");

    assertThat(events)
        .endsWith(
            new TurnEvent.ApprovalRequired(
                "c2", "change", Json.object(), "change", Effect.MUTATING));
    assertThat(house.dispatched).extracting("tool").containsExactly("look");
    assertThat(house.storedTexts()).containsExactly("Hi");
    assertThat(house.store.isHeld(TurnHarness.CALLER.owner(), house.conversation.id())).isFalse();
  }

  @Test
  void anApprovedCallRunsOnTheTokenOfWhoeverApproves() {
    house.model.calls("Well. ", "c1", "look", "c2", "change").says("Changed.");
    house.ask("Hi");
    var later = new Caller(TurnHarness.CALLER.principal(), new BearerToken("later"));

    List<TurnEvent> events = decide(later, "c2", YES);

    assertThat(house.dispatched.getLast().caller().token()).isEqualTo(new BearerToken("later"));
    assertThat(events)
        .startsWith(
            new TurnEvent.ToolExecuting("c2", "change"), new TurnEvent.ToolResult("c2", "change"))
        .anyMatch(TurnEvent.Done.class::isInstance);
    assertThat(house.stored().get(2).toolResults())
        .containsExactly(
            new ToolResult("c1", Json.text("seen"), false),
            new ToolResult("c2", Json.text("changed"), false));
    assertThat(house.storedTexts()).containsExactly("Hi", "Well. ", "", "Changed.");
    assertThat(decideStart("c2", YES)).isEqualTo(new TurnStart.NoSuchApproval());
  }

  @Test
  void aDeniedCallIsNotRunAndTheModelLearnsWhy() {
    house.model.calls("", "c1", "change").says("As you wish.");
    house.ask("Hi");

    decide(TurnHarness.CALLER, "c1", new Decision(false, "not on a Friday"));

    assertThat(house.dispatched).isEmpty();
    assertThat(house.notRun).containsExactly(Map.entry("c1", Verdict.DENIED));
    assertThat(house.stored().get(2).toolResults().getFirst().content().asText())
        .endsWith("not on a Friday");
  }

  @Test
  void theTurnGoesOnWhenTheLastDecisionIsMade() {
    house.model.calls("", "c1", "change", "c2", "drop").says("Done.");
    house.ask("Hi");

    assertThat(decide(TurnHarness.CALLER, "c2", YES))
        .containsExactly(
            new TurnEvent.ApprovalRequired(
                "c1", "change", Json.object(), "change", Effect.MUTATING));
    assertThat(house.dispatched).isEmpty();
    decide(TurnHarness.CALLER, "c1", new Decision(false, null));

    assertThat(house.dispatched).extracting("tool").containsExactly("drop");
    assertThat(house.stored().get(2).toolResults())
        .extracting("toolUseId", "error")
        .containsExactly(tuple("c1", true), tuple("c2", false));
  }

  @Test
  void aWaitingTurnSurvivesARestart() {
    house.model.calls("", "c1", "change").says("Changed.");
    house.ask("Hi");
    house.approve(ApprovalSettings.Policy.MUTATING);

    assertThat(house.turns.approvals(TurnHarness.CALLER.owner(), house.conversation.id()).block())
        .extracting("id")
        .containsExactly("c1");
    assertThat(decide(TurnHarness.CALLER, "c1", YES)).anyMatch(TurnEvent.Done.class::isInstance);
  }

  @Test
  void anApprovalThatComesTooLateIsADenial() {
    house.model.calls("", "c1", "change").says("Too late.");
    house.ask("Hi");
    house.timer.advanceTimeBy(Duration.ofMinutes(61));

    assertThat(house.turns.approvals(TurnHarness.CALLER.owner(), house.conversation.id()).block())
        .isEmpty();
    decide(TurnHarness.CALLER, "c1", YES);

    assertThat(house.dispatched).isEmpty();
  }

  @Test
  void anotherMessageDeniesWhatWaits() {
    house.model.calls("", "c1", "change").says("All right.");
    house.ask("Hi");

    house.ask("Never mind, how are you?");

    assertThat(house.dispatched).isEmpty();
    assertThat(house.notRun).containsExactly(Map.entry("c1", Verdict.DENIED));
    assertThat(house.stored())
        .extracting("role")
        .containsExactly(Role.USER, Role.ASSISTANT, Role.USER, Role.USER, Role.ASSISTANT);
    ModelRequest last = house.model.requests.getLast();
    assertThat(last.messages()).hasSize(3);
    assertThat(decideStart("c1", YES)).isEqualTo(new TurnStart.NoSuchApproval());
  }

  @Test
  void whatWasApprovedAndLeftBehindIsNotSaidToBeDenied() {
    house.model.calls("", "c1", "change", "c2", "drop").says("All right.");
    house.ask("Hi");
    decide(TurnHarness.CALLER, "c1", YES);

    house.ask("Never mind");

    assertThat(house.dispatched).isEmpty();
    assertThat(house.stored().get(2).toolResults())
        .extracting(result -> result.content().asText())
        .satisfiesExactly(
            approved -> assertThat(approved).startsWith("Not run: the user approved this call"),
            undecided -> assertThat(undecided).startsWith("Not run: the user did not approve"));
  }

  @Test
  void aTurnThatWasStoppedBeforeAnybodyCouldBeAskedSaysSo() {
    house.tool("stuck", Effect.READ_ONLY, Mono::never);
    house.model.calls("", "c1", "stuck", "c2", "change").says("All right.");
    RunningTurn turn = house.start("Hi");
    turn.events().subscribe();

    turn.stop();

    assertThat(house.notRun).containsExactly(Map.entry("c2", Verdict.DENIED));
    assertThat(house.stored().get(2).toolResults())
        .extracting(result -> result.content().asText())
        .satisfiesExactly(
            stuck -> assertThat(stuck).isEqualTo(Replay.NO_RESULT),
            change -> assertThat(change).startsWith("Not run: the turn ended"));
  }

  @Test
  void aProcessThatDiedAfterAnApprovalRunsNothingTwice() {
    house.model.calls("", "c1", "change").says("Let me see.");
    house.ask("Hi");
    String kept =
        house
            .store
            .waiting(TurnHarness.CALLER.owner(), house.conversation.id())
            .map(WaitingTurn::parse)
            .map(waiting -> waiting.decide("c1", YES, Instant.EPOCH).markResumed())
            .orElseThrow()
            .document();
    house.store.keep(TurnHarness.CALLER.owner(), house.conversation.id(), kept);

    assertThat(decideStart("c1", YES)).isEqualTo(new TurnStart.NoSuchApproval());
    house.ask("What happened?");

    assertThat(house.dispatched).isEmpty();
    assertThat(house.stored().get(2).toolResults())
        .containsExactly(new ToolResult("c1", Json.text(Replay.NO_RESULT), true));
  }

  @Test
  void aPolicyForDestructiveCallsLetsOthersThrough() {
    house.approve(ApprovalSettings.Policy.DESTRUCTIVE);
    house.model.calls("", "c1", "change").calls("", "c2", "drop");

    assertThat(house.ask("Hi")).last().isInstanceOf(TurnEvent.ApprovalRequired.class);
    assertThat(house.dispatched).extracting("tool").containsExactly("change");
  }

  @Test
  void whereNobodyCanBeAskedTheCallIsRefused() {
    house.model.calls("", "c1", "change").says("I may not.");
    var transcript =
        new ConversationTranscript(
            house.store,
            TurnHarness.CALLER.owner(),
            house.store.load(TurnHarness.CALLER.owner(), house.conversation.id()).orElseThrow());
    transcript.store(List.of(NewMessage.fromUser(UUID.randomUUID(), "Hi")));
    var turn =
        house.turns.run(
            new TurnRequest(
                TurnHarness.CALLER,
                house.conversation.id(),
                "m",
                transcript,
                List.of(),
                Set.of(),
                null,
                null,
                Schedulers.immediate()));

    TurnHarness.collect(turn.orElseThrow());

    assertThat(house.dispatched).isEmpty();
    assertThat(house.notRun).containsExactly(Map.entry("c1", Verdict.DENIED));
    assertThat(house.stored().get(2).toolResults()).extracting("error").containsExactly(true);
  }

  @Test
  void theSettings() {
    assertThat(Settings.read(ApprovalSettings.class, Map.of()))
        .isEqualTo(new ApprovalSettings(ApprovalSettings.Policy.NEVER, Duration.ofHours(24), null));
    assertThat(
            Settings.read(
                ApprovalSettings.class,
                Map.of(
                    "imbi.assistant.approval", "destructive",
                    "imbi.assistant.approval-expiry", "5m",
                    "imbi.assistant.tool-risk", "create_thing=destructive")))
        .isEqualTo(
            new ApprovalSettings(
                ApprovalSettings.Policy.DESTRUCTIVE,
                Duration.ofMinutes(5),
                "create_thing=destructive"));
  }

  @Test
  void risksCanBeGivenByTheEnvironment() {
    try (var context =
        ApplicationContext.builder("nodatabase")
            .propertySources(
                PropertySource.of(
                    "env",
                    Map.of("IMBI_ASSISTANT_TOOL_RISK", "delete_thing=destructive, look=READ_ONLY"),
                    PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE,
                    PropertySource.Origin.of("environment")))
            .start()) {
      var settings = context.getBean(ApprovalSettings.class);
      assertThat(settings.riskOf("delete_thing", Effect.MUTATING)).isEqualTo(Effect.DESTRUCTIVE);
      assertThat(settings.riskOf("look", Effect.MUTATING)).isEqualTo(Effect.READ_ONLY);
      assertThat(settings.riskOf("other", Effect.MUTATING)).isEqualTo(Effect.MUTATING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete_thing", "=destructive", "delete_thing=bad", "a=mutating,"})
  void aRiskThatIsNoneStopsTheStartAndNamesTheVariable(String risks) {
    assertThatThrownBy(
            () -> new ApprovalSettings(ApprovalSettings.Policy.NEVER, Duration.ofHours(1), risks))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_ASSISTANT_TOOL_RISK");
  }

  @Test
  void theSettingsAreReadWhereNothingIsSet() {
    try (var context = ApplicationContext.builder("nodatabase").deduceEnvironment(false).start()) {
      assertThat(context.getBean(ApprovalSettings.class).approval())
          .isEqualTo(ApprovalSettings.Policy.NEVER);
    }
  }

  private List<TurnEvent> decide(Caller caller, String call, Decision decision) {
    TurnStart start =
        house
            .turns
            .decide(caller, house.conversation.id(), call, decision, Schedulers.immediate())
            .block();
    if (start instanceof TurnStart.Started(RunningTurn turn)) {
      return TurnHarness.collect(turn);
    }
    throw new AssertionError("Not started: " + start);
  }

  private @Nullable TurnStart decideStart(String call, Decision decision) {
    return house
        .turns
        .decide(TurnHarness.CALLER, house.conversation.id(), call, decision, Schedulers.immediate())
        .block();
  }

  private static Mono<ToolOutcome> success(String text) {
    return Mono.just(ToolOutcome.success(text));
  }
}
