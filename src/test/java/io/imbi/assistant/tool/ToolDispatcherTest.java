package io.imbi.assistant.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ToolDispatcherTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<ToolCallRecord> records = new CopyOnWriteArrayList<>();

  @Test
  void aCallRunsOnAVirtualThreadAndItsOutcomeComesBack() {
    var virtual = new AtomicBoolean();
    StubTool tool =
        StubTool.named("list_projects")
            .doing(
                call -> {
                  virtual.set(Thread.currentThread().isVirtual());
                  return ToolOutcome.success("found " + call.arguments().path("n").asInt());
                });

    assertThat(dispatch(tool, "{'n':3}")).isEqualTo(ToolOutcome.success("found 3"));
    assertThat(virtual).isTrue();
  }

  @Test
  void anUnknownNameIsAFailureThatNamesCloseOnesTheCallerMayUse() {
    ToolCatalogue catalogue =
        ToolCatalogue.of(
            List.of(
                StubTool.named("list_projects"),
                StubTool.named("list_projects_secretly").requiring("admin"),
                StubTool.named("get_team")));

    String text =
        failure(dispatcher(LONG).dispatch(catalogue, call("list_project", "{}", user())).block());

    assertThat(text)
        .contains("list_projects")
        .doesNotContain("secretly")
        .doesNotContain("get_team");
  }

  @Test
  void aToolThatTheCallerMayNotUseIsNotRun() {
    var ran = new AtomicBoolean();
    StubTool tool =
        StubTool.named("delete_project")
            .requiring("project:delete")
            .doing(
                call -> {
                  ran.set(true);
                  return ToolOutcome.success("");
                });

    assertThat(failure(dispatch(tool, "{}"))).contains("project:delete");
    assertThat(ran).isFalse();
    assertThat(
            dispatcher(LONG)
                .dispatch(
                    ToolCatalogue.of(List.of(tool)),
                    call(tool.name(), "{}", user("project:delete")))
                .block())
        .isEqualTo(ToolOutcome.success(""));
  }

  @Test
  void wrongArgumentsAreRefusedBeforeTheCallWithWhatToMend() {
    var ran = new AtomicBoolean();
    StubTool tool =
        StubTool.named("get_project")
            .taking("{'type':'object','required':['id'],'properties':{'id':{'type':'string'}}}")
            .doing(
                call -> {
                  ran.set(true);
                  return ToolOutcome.success("");
                });

    assertThat(failure(dispatch(tool, "{}"))).contains("get_project", "'id'");
    assertThat(failure(dispatch(tool, "{'id':7}"))).contains("id: integer found, string expected");
    assertThat(ran).isFalse();
  }

  @Test
  void aCallThatTakesTooLongIsAFailureThatSaysSoAndItsThreadIsInterrupted() {
    var interrupted = new CountDownLatch(1);
    StubTool tool =
        StubTool.named("slow_write").with(Effect.MUTATING).doing(waitingUntil(interrupted));

    ToolOutcome outcome =
        dispatcher(Duration.ofMillis(50))
            .dispatch(ToolCatalogue.of(List.of(tool)), call(tool.name(), "{}", user()))
            .block();

    assertThat(failure(outcome)).contains("slow_write", "50 ms", "unknown");
    await().until(() -> interrupted.getCount() == 0);
    assertThat(verdicts()).containsExactly(Verdict.TIMED_OUT);
  }

  @Test
  void aToolMayAskForMoreTimeThanIsUsual() {
    var released = new CountDownLatch(1);
    StubTool slow =
        StubTool.named("slow")
            .within(LONG)
            .doing(
                call -> {
                  released.await();
                  return ToolOutcome.success("at last");
                });
    StubTool usual = StubTool.named("usual").doing(waitingUntil(released));
    VirtualThreadDispatcher dispatcher = dispatcher(Duration.ofMillis(50));

    // The usual one is stopped first, and that lets the slow one go on.
    List<ToolOutcome> outcomes =
        Flux.just(slow, usual)
            .flatMapSequential(
                tool ->
                    dispatcher.dispatch(
                        ToolCatalogue.of(List.of(tool)), call(tool.name(), "{}", user())))
            .collectList()
            .blockOptional()
            .orElseThrow();

    assertThat(outcomes.getFirst()).isEqualTo(ToolOutcome.success("at last"));
    assertThat(failure(outcomes.getLast())).contains("usual gave no result within 50 ms");
  }

  @Test
  void aCallThatIsNotRunIsRecordedToo() {
    var catalogue = ToolCatalogue.of(List.of(StubTool.named("drop")));

    dispatcher(LONG).notRun(catalogue, call("drop", "{}", user()), Verdict.DENIED);
    dispatcher(LONG).notRun(catalogue, call("made_up", "{}", user()), Verdict.OVER_BUDGET);

    assertThat(records)
        .extracting(ToolCallRecord::tool, ToolCallRecord::origin, ToolCallRecord::verdict)
        .containsExactly(
            tuple("drop", ToolOrigin.OPENAPI, Verdict.DENIED),
            tuple("made_up", null, Verdict.OVER_BUDGET));
  }

  @Test
  void cancellingInterruptsTheCall() throws InterruptedException {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    StubTool tool =
        StubTool.named("slow_read")
            .doing(
                call -> {
                  started.countDown();
                  return waitingUntil(interrupted).call(call);
                });

    var subscription =
        dispatcher(LONG)
            .dispatch(ToolCatalogue.of(List.of(tool)), call(tool.name(), "{}", user()))
            .subscribe();
    started.await();
    subscription.dispose();

    await().until(() -> interrupted.getCount() == 0);
    assertThat(verdicts()).containsExactly(Verdict.CANCELLED);
  }

  @Test
  void whatADefectiveToolThrowsIsNotShownToTheModel() {
    StubTool tool =
        StubTool.named("broken")
            .doing(
                call -> {
                  throw new IllegalStateException("jdbc:secret");
                });
    StubTool worse =
        StubTool.named("worse")
            .doing(
                call -> {
                  throw new StackOverflowError();
                });

    assertThat(failure(dispatch(tool, "{}")))
        .contains("internal error")
        .doesNotContain("secret")
        .doesNotContain("Exception");
    assertThat(failure(dispatch(worse, "{}"))).contains("internal error");
    assertThat(verdicts()).containsExactly(Verdict.DEFECT, Verdict.DEFECT);
  }

  @Test
  void resultsAreCutAndTheRecordHoldsTheFullLength() {
    StubTool tool =
        StubTool.named("big").doing(call -> ToolOutcome.success("x".repeat(120_000) + "yy"));
    StubTool bigFailure =
        StubTool.named("big_failure").doing(call -> ToolOutcome.failure("x".repeat(120_001)));

    ToolOutcome outcome = dispatch(tool, "{}");

    assertThat(((ToolOutcome.Success) outcome).content().textValue())
        .doesNotContain("y\n")
        .contains("120002 characters");
    assertThat(failure(dispatch(bigFailure, "{}"))).contains("120001 characters");
    assertThat(records).extracting(ToolCallRecord::resultChars).containsExactly(120_002L, 120_001L);
  }

  @Test
  void everyCallIsRecordedOnceWithWhoWhatAndHow() {
    dispatch(StubTool.named("list_projects"), "{'password':'hunter2'}");

    assertThat(records)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.principal()).isEqualTo("ada@example.com");
              assertThat(record.context()).isEqualTo(new ToolCall.Context("c1", "t1"));
              assertThat(record.tool()).isEqualTo("list_projects");
              assertThat(record.origin()).isEqualTo(ToolOrigin.OPENAPI);
              assertThat(record.verdict()).isEqualTo(Verdict.SUCCEEDED);
              assertThat(record.argumentChars()).isEqualTo(22);
              assertThat(record.resultChars()).isEqualTo(4);
              assertThat(record.arguments()).isNull();
              assertThat(record.toString()).doesNotContain("hunter2").doesNotContain("t0ken");
            });
  }

  @Test
  void argumentsAreRecordedWithoutSecretsIfConfigured() {
    var dispatcher =
        new VirtualThreadDispatcher(new ToolSettings(LONG, 120_000, true), List.of(records::add));

    dispatcher
        .dispatch(
            ToolCatalogue.of(List.of(StubTool.named("login"))),
            call("login", "{'user':'ada','password':'hunter2'}", user()))
        .block();

    assertThat(records)
        .singleElement()
        .extracting(ToolCallRecord::arguments)
        .isEqualTo(StubTool.schema("{'user':'ada','password':'***'}"));
  }

  @Test
  void aDefectiveListenerChangesNothing() {
    ToolCallListener defective =
        record -> {
          throw new IllegalStateException("no");
        };
    var dispatcher =
        new VirtualThreadDispatcher(
            new ToolSettings(LONG, 120_000, false), List.of(defective, records::add));

    ToolOutcome outcome =
        dispatcher
            .dispatch(ToolCatalogue.of(List.of(StubTool.named("fine"))), call("fine", "{}", user()))
            .block();

    assertThat(outcome).isEqualTo(ToolOutcome.success("done"));
    assertThat(records).hasSize(1);
  }

  @Test
  void callsRunConcurrently() {
    var all = new CountDownLatch(20);
    StubTool tool =
        StubTool.named("meet")
            .doing(
                call -> {
                  all.countDown();
                  all.await();
                  return ToolOutcome.success(call.id());
                });
    ToolCatalogue catalogue = ToolCatalogue.of(List.of(tool));
    VirtualThreadDispatcher dispatcher = dispatcher(LONG);

    List<ToolOutcome> outcomes =
        Flux.range(0, 20)
            .flatMapSequential(
                i ->
                    dispatcher.dispatch(
                        catalogue, new ToolCall("id" + i, tool.name(), Json.object(), user())),
                20)
            .collectList()
            .blockOptional()
            .orElseThrow();

    var expected = new ArrayList<ToolOutcome>();
    for (int i = 0; i < 20; i++) {
      expected.add(ToolOutcome.success("id" + i));
    }
    assertThat(outcomes).isEqualTo(expected);
  }

  @Test
  void aCallThatEndsWhileItIsCancelledIsRecordedOnce() {
    var result = new AtomicReference<ToolOutcome>();
    for (int i = 0; i < 200; i++) {
      var subscription =
          dispatcher(LONG)
              .dispatch(
                  ToolCatalogue.of(List.of(StubTool.named("quick"))), call("quick", "{}", user()))
              .subscribe(result::set);
      subscription.dispose();
    }

    await().until(() -> records.size() >= 200);
    assertThat(records).hasSize(200);
  }

  private ToolOutcome dispatch(StubTool tool, String arguments) {
    return dispatcher(LONG)
        .dispatch(ToolCatalogue.of(List.of(tool)), call(tool.name(), arguments, user()))
        .blockOptional()
        .orElseThrow();
  }

  private VirtualThreadDispatcher dispatcher(Duration timeout) {
    return new VirtualThreadDispatcher(
        new ToolSettings(timeout, 120_000, false), List.of(records::add));
  }

  private List<Verdict> verdicts() {
    return records.stream().map(ToolCallRecord::verdict).toList();
  }

  private static StubTool.Behaviour waitingUntil(CountDownLatch interrupted) {
    return call -> {
      try {
        new CountDownLatch(1).await();
        return ToolOutcome.success("never");
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    };
  }

  private static ToolCall call(String tool, String arguments, Caller caller) {
    ObjectNode parsed = StubTool.schema(arguments);
    return new ToolCall("toolu_1", tool, parsed, caller, new ToolCall.Context("c1", "t1"));
  }

  private static Caller user(String... permissions) {
    return new Caller(
        new Principal.User("ada@example.com", "Ada", new Permissions(false, Set.of(permissions))),
        new BearerToken("t0ken"));
  }

  private static String failure(@Nullable ToolOutcome outcome) {
    if (outcome instanceof ToolOutcome.Failure failure) {
      return failure.content().textValue();
    }
    throw new AssertionError("Not a failure: " + outcome);
  }
}
