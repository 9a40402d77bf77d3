package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolCatalogue;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolDispatcher;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A turn's surroundings, in memory, with a clock that the test sets. */
final class TurnHarness {

  static final Caller CALLER =
      new Caller(
          new Principal.User("ann@example.com", "Ann", Permissions.NONE), new BearerToken("t"));

  static final ApprovalSettings NO_APPROVALS =
      new ApprovalSettings(ApprovalSettings.Policy.NEVER, Duration.ofHours(1), null);

  final ScriptedModel model = new ScriptedModel();
  final InMemoryConversations store = new InMemoryConversations();

  /** What happens beside the turns. */
  final List<Asides> asides = new ArrayList<>();

  final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
  final List<ToolCall> dispatched = new ArrayList<>();
  final Map<String, Verdict> notRun = new HashMap<>();
  private final Map<String, Supplier<Mono<ToolOutcome>>> outcomes = new HashMap<>();
  private final List<Tool> tools = new ArrayList<>();
  private final Clock clock = new TimerClock();

  /** No turn gets as far as its first round. */
  boolean toolsDefective;

  TurnRunner runner = runner(limits(10, 100), NO_APPROVALS);
  Turns turns = turns(limits(10, 100), runner);
  final Conversation conversation = store.create(CALLER.owner(), "scripted-1");

  static TurnSettings limits(int rounds, int toolCalls) {
    return settings(null, rounds, toolCalls);
  }

  static TurnSettings prompting(@Nullable String template) {
    return settings(template, 10, 100);
  }

  private static TurnSettings settings(@Nullable String template, int rounds, int toolCalls) {
    return new TurnSettings(
        null,
        template,
        1000,
        rounds,
        20,
        toolCalls,
        1_000_000,
        Duration.ofMinutes(10),
        8,
        TurnSettings.ToolLoading.AUTO,
        20_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(25));
  }

  void limit(int rounds, int toolCalls) {
    restart(limits(rounds, toolCalls), NO_APPROVALS);
  }

  void approve(ApprovalSettings.Policy policy) {
    restart(limits(10, 100), new ApprovalSettings(policy, Duration.ofHours(1), null));
  }

  /** Another process on the same store. */
  void restart(TurnSettings settings, ApprovalSettings approvals) {
    runner = runner(settings, approvals);
    turns = turns(settings, runner);
  }

  private Turns turns(TurnSettings settings, TurnRunner runner) {
    return new ConversationTurns(
        runner, store, store, store, asides, settings, schedulers(), clock, UUID::randomUUID);
  }

  private TurnSchedulers schedulers() {
    return new TurnSchedulers(Schedulers.immediate(), timer);
  }

  private TurnRunner runner(TurnSettings settings, ApprovalSettings approvals) {
    var dispatcher =
        new ToolDispatcher() {
          @Override
          public Mono<ToolOutcome> dispatch(ToolCatalogue catalogue, ToolCall call) {
            return Mono.defer(
                () -> {
                  dispatched.add(call);
                  var outcome = outcomes.get(call.tool());
                  return outcome == null
                      ? Mono.just(ToolOutcome.failure("There is no tool " + call.tool()))
                      : outcome.get();
                });
          }

          @Override
          public void notRun(ToolCatalogue catalogue, ToolCall call, Verdict why) {
            notRun.put(call.id(), why);
          }
        };
    return new TurnRunner(
        model,
        dispatcher,
        new ToolOffering(this::catalogue, settings),
        new SystemPrompt(settings, () -> "- links"),
        settings,
        approvals,
        schedulers(),
        clock,
        UUID::randomUUID);
  }

  private ToolCatalogue catalogue() {
    if (toolsDefective) {
      throw new IllegalStateException("secret internals");
    }
    return ToolCatalogue.of(tools);
  }

  void tool(String name, Effect effect, Supplier<Mono<ToolOutcome>> outcome) {
    tool(name, ToolOrigin.OPENAPI, effect, outcome);
  }

  void tool(String name, ToolOrigin origin, Effect effect, Supplier<Mono<ToolOutcome>> outcome) {
    outcomes.put(name, outcome);
    var definition = new ToolDefinition(name, name, Json.object().put("type", "object"));
    tools.add(
        new Tool() {
          @Override
          public ToolDefinition definition() {
            return definition;
          }

          @Override
          public ToolOrigin origin() {
            return origin;
          }

          @Override
          public Effect effect() {
            return effect;
          }

          @Override
          public ToolOutcome call(ToolCall call) {
            throw new AssertionError("The dispatcher of this test runs no tools");
          }
        });
  }

  RunningTurn start(String content) {
    TurnStart start =
        turns.start(CALLER, conversation.id(), content, Schedulers.immediate()).block();
    if (start instanceof TurnStart.Started(RunningTurn turn)) {
      return turn;
    }
    throw new AssertionError("Not started: " + start);
  }

  /** Starts a turn that needs no time, and returns all its events. */
  List<TurnEvent> ask(String content) {
    return collect(start(content));
  }

  static List<TurnEvent> collect(RunningTurn turn) {
    List<TurnEvent> events = turn.events().collectList().block(Duration.ofSeconds(10));
    if (events == null) {
      throw new AssertionError("No events");
    }
    return events;
  }

  List<Message> stored() {
    return store.messagesOf(conversation.id());
  }

  /** Replays what is stored, to see that a model would take it. */
  List<String> storedTexts() {
    return stored().stream().map(Message::content).toList();
  }

  private final class TimerClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(timer.now(java.util.concurrent.TimeUnit.MILLISECONDS));
    }
  }
}
