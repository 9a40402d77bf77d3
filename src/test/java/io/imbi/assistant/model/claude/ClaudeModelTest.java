package io.imbi.assistant.model.claude;

import static io.imbi.assistant.model.claude.Requests.assistant;
import static io.imbi.assistant.model.claude.Requests.deferred;
import static io.imbi.assistant.model.claude.Requests.opaque;
import static io.imbi.assistant.model.claude.Requests.result;
import static io.imbi.assistant.model.claude.Requests.saying;
import static io.imbi.assistant.model.claude.Requests.tool;
import static io.imbi.assistant.model.claude.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelException.Kind;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Failure;
import io.imbi.assistant.scripted.Failure.Cut;
import io.imbi.assistant.scripted.Failure.ErrorEvent;
import io.imbi.assistant.scripted.Failure.Reset;
import io.imbi.assistant.scripted.Failure.Stall;
import io.imbi.assistant.scripted.Failure.Status;
import io.imbi.assistant.scripted.Failure.Truncated;
import io.imbi.assistant.scripted.Gate;
import io.imbi.assistant.scripted.ScriptedClaude;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class ClaudeModelTest {

  private static final ScriptedClaude CLAUDE = ScriptedClaude.start("/gateway");
  private static final ApplicationContext CONTEXT =
      ApplicationContext.builder("nodatabase")
          .properties(
              Map.of(
                  "anthropic.api-key",
                  ScriptedClaude.API_KEY,
                  "anthropic.base-url",
                  CLAUDE.url() + "//"))
          .start();
  private static final Clock CLOCK = Clock.fixed(Requests.NOW, ZoneOffset.UTC);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_CONNECTIONS = 10;

  private final ManualTimer timer = new ManualTimer();
  private final ClaudeModel model = model(Duration.ofSeconds(30));

  @AfterAll
  static void stop() {
    CONTEXT.close();
    CLAUDE.close();
  }

  @AfterEach
  void forget() {
    int unused = CLAUDE.unused();
    CLAUDE.reset();
    assertThat(unused).isZero();
  }

  // --- an answer

  @Test
  void anAnswerArrivesAsItsDeltasAndThenWhole() {
    CLAUDE.enqueue(
        Answer.answer()
            .thinking("Hm", "sig")
            .text("Let me ", "look.")
            .ping()
            .toolUse("toolu_1", "list_projects", "{\"limit\":", "5}")
            .usage(3, 5, 7, 9));

    List<ModelEvent> events = answer(Requests.of(List.of(tool("list_projects")), user("Hello")));

    assertThat(events.subList(0, events.size() - 1))
        .containsExactly(
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.TextDelta("Let me "),
            new ModelEvent.TextDelta("look."),
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.ToolUseStarted("toolu_1", "list_projects"),
            new ModelEvent.ToolInputDelta("{\"limit\":"),
            new ModelEvent.ToolInputDelta("5}"),
            ModelEvent.BlockStopped.INSTANCE);
    ModelEvent.Completed completed = completed(events);
    assertThat(completed.content())
        .containsExactly(
            opaque("{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"sig\"}"),
            new ContentBlock.Text("Let me look."),
            new ContentBlock.ToolUse("toolu_1", "list_projects", Json.parse("{\"limit\":5}")));
    assertThat(completed.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(completed.usage()).isEqualTo(new Usage(3, 5, 7, 9));
    assertThat(completed.responseId()).startsWith("msg_");
    assertThat(CLAUDE.refusals()).isEmpty();
  }

  @Test
  void deltasArriveWhileTheModelIsStillWriting() {
    var gate = new Gate();
    CLAUDE.enqueue(Answer.answer().text("first").hold(gate).text("second"));
    var events = new CopyOnWriteArrayList<ModelEvent>();

    Disposable answer = model.stream(saying("Hello")).subscribe(events::add);
    await().until(() -> events.contains(new ModelEvent.TextDelta("first")));
    gate.awaitReached();
    gate.open();

    await().until(answer::isDisposed);
    assertThat(events).contains(new ModelEvent.TextDelta("second"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void textArrivesUnharmedHoweverItIsCut(String lineEnd) {
    String text = "ä€😀\u2028\u0085 event: done\r\ndata: {}\r\r\n\n";
    CLAUDE.enqueue(Answer.saying(text).lineEnd(lineEnd).inPiecesOf(1));

    assertThat(textOf(answer(saying("Hello")))).isEqualTo(text);
  }

  @Test
  void oneDeltaIsNeverHeldBackForTheNextWhereverItIsCut() {
    var gate = new Gate();
    CLAUDE.enqueue(
        Answer.answer().text("first").hold(gate).text("second").lineEnd("\r").inPiecesOf(3));
    var events = new CopyOnWriteArrayList<ModelEvent>();

    Disposable answer = model.stream(saying("Hello")).subscribe(events::add);

    await().until(() -> events.contains(new ModelEvent.TextDelta("first")));
    gate.open();
    await().until(answer::isDisposed);
  }

  @Test
  void deltasAreEmittedOnTheEventLoopThatReceivedThem() {
    CLAUDE.enqueue(Answer.saying("a", "b", "c"));
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    model.stream(saying("Hello"))
        .doOnNext(_ -> threads.add(Thread.currentThread()))
        .blockLast(PATIENCE);

    assertThat(threads).singleElement().matches(ClaudeModelTest::isServersEventLoop);
  }

  @Test
  void deltasAreEmittedWhereTheirReaderIsServed() {
    CLAUDE.answering(_ -> Answer.saying("a", "b", "c"));

    for (EventExecutor loop : eventLoops()) {
      for (int i = 0; i < 3; i++) {
        assertThat(threadsNear(loop)).singleElement().matches(loop::inEventLoop);
      }
    }
  }

  @Test
  void whatIsRepeatedComesBackToWhereTheReaderIsServed() {
    CLAUDE.enqueue(Answer.failing(Status.overloaded()), Answer.saying("a", "b"));
    EventExecutor loop = eventLoops().iterator().next();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Disposable answer =
        model.stream(saying("Hello"), near(loop))
            .subscribe(_ -> threads.add(Thread.currentThread()));
    await().until(() -> timer.waiting() == 2);
    timer.advance(Duration.ofMillis(500));

    await().until(answer::isDisposed);
    assertThat(threads).singleElement().matches(loop::inEventLoop);
  }

  @Test
  void anEventLoopWithoutAConnectionLeftUsesAnothersAtOnce() {
    var gate = new Gate();
    CLAUDE.answering(_ -> Answer.answer().text("x").hold(gate));
    EventExecutor loop = eventLoops().iterator().next();
    var begun = new AtomicInteger();

    List<Disposable> answers =
        IntStream.range(0, MAX_CONNECTIONS)
            .mapToObj(
                _ ->
                    model.stream(saying("Hello"), near(loop))
                        .filter(ModelEvent.TextDelta.class::isInstance)
                        .subscribe(_ -> begun.incrementAndGet()))
            .toList();

    await().until(() -> begun.get() == MAX_CONNECTIONS);
    gate.open();
    await().until(() -> answers.stream().allMatch(Disposable::isDisposed));
  }

  @Test
  void aReaderThatAsksForOneEventAtATimeGetsThemAll() {
    CLAUDE.enqueue(Answer.saying("a", "b", "c"));

    List<ModelEvent> events =
        Flux.from(model.stream(saying("Hello"))).limitRate(1).collectList().block(PATIENCE);

    assertThat(events).hasSize(5);
  }

  @Test
  void nothingIsSentBeforeAnybodyListens() {
    model.stream(saying("Hello"));

    assertThat(CLAUDE.requests()).isEmpty();
  }

  @Test
  void twoAnswersInTurnShareAConnection() {
    CLAUDE.answering(_ -> Answer.saying("x"));
    answer(saying("Hello"));
    int connections = CLAUDE.acceptedConnections();

    await().until(() -> answerReusesConnection(connections));
  }

  private boolean answerReusesConnection(int connections) {
    answer(saying("Hello"));
    return CLAUDE.acceptedConnections() == connections;
  }

  @Test
  void theNextRoundFindsTheLastOnesPrefixInTheCache() {
    CLAUDE.answering(_ -> Answer.saying("x"));
    ModelMessage first = user("Hello ".repeat(100));
    var calls = new ContentBlock[15];
    var results = new ContentBlock[15];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = Requests.call("toolu_" + i, "list_projects");
      results[i] = result("toolu_" + i, "two");
    }
    var tools = List.of(tool("list_projects"), deferred("list_teams"));

    Usage before = completed(answer(Requests.of(tools, first))).usage();
    Usage after =
        completed(answer(Requests.of(tools, first, assistant(calls), user(results)))).usage();

    assertThat(before.inputTokens()).isZero();
    assertThat(after.cacheReadTokens()).isEqualTo(before.cacheWriteTokens());
    assertThat(after.inputTokens()).isZero();
    assertThat(CLAUDE.refusals()).isEmpty();
  }

  @Test
  void anAnswerCanBeSentBackAsItCame() {
    CLAUDE.enqueue(
        Answer.answer()
            .thinking("Hm", "sig")
            .serverToolUse("srvtoolu_1", "tool_search_tool_bm25", "{\"query\":\"teams\"}")
            .toolSearchResult("srvtoolu_1", "list_teams")
            .text("Found it.")
            .toolUse("toolu_1", "list_teams", "{}"),
        Answer.saying("Two teams."));
    var tools = List.of(tool("list_projects"), deferred("list_teams"));

    List<ContentBlock> content = completed(answer(Requests.of(tools, user("Hello")))).content();
    answer(
        Requests.of(
            tools,
            user("Hello"),
            new ModelMessage(ModelMessage.Author.ASSISTANT, content),
            user(result("toolu_1", "two"))));

    assertThat(CLAUDE.refusals()).isEmpty();
    assertThat(CLAUDE.streamed()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "model_context_window_exceeded", "refusal"})
  void aCallThatWasCutOffIsNotInTheAnswer(String reason) {
    CLAUDE.enqueue(Answer.answer().text("I").toolUse("toolu_1", "delete", "{\"id\":").stop(reason));

    assertThat(completed(answer(saying("Hello"))).content())
        .containsExactly(new ContentBlock.Text("I"));
  }

  @Test
  void aCallWhoseInputIsNotJsonFailsTheAnswer() {
    CLAUDE.enqueue(Answer.answer().toolUse("toolu_1", "delete", "{\"id\":").stop("tool_use"));

    assertThat(failure(model.stream(saying("Hello"))).kind()).isEqualTo(Kind.INVALID_ANSWER);
  }

  // --- leaving

  @Test
  void whoeverLeavesClosesTheConnectionAtOnce() {
    CLAUDE.enqueue(Answer.answer().text("first").fail(new Stall()));
    var events = new CopyOnWriteArrayList<ModelEvent>();
    Disposable answer = model.stream(saying("Hello")).subscribe(events::add);
    await().until(() -> events.contains(new ModelEvent.TextDelta("first")));

    answer.dispose();

    CLAUDE.awaitClientGone();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void whoeverLeavesBeforeTheAnswerBeginsClosesTheConnectionToo() {
    CLAUDE.enqueue(Answer.failing(new Stall()));
    Disposable answer = model.stream(saying("Hello")).subscribe();
    CLAUDE.awaitStreamed(0).awaitStalled();

    answer.dispose();

    CLAUDE.awaitClientGone();
  }

  @Test
  void whoeverTakesOnlyTheBeginningClosesTheConnection() {
    CLAUDE.enqueue(Answer.answer().text("a", "b").fail(new Stall()));

    model.stream(saying("Hello")).take(1).blockLast(PATIENCE);

    CLAUDE.awaitClientGone();
  }

  @Test
  void whoeverLeavesBetweenTwoAttemptsEndsThem() {
    CLAUDE.enqueue(Answer.failing(Status.overloaded()));
    Disposable answer = model.stream(saying("Hello")).subscribe();
    await().until(() -> timer.waiting() == 2);

    answer.dispose();

    timer.advance(Duration.ofMinutes(1));
    assertThat(timer.waiting()).isZero();
    assertThat(CLAUDE.streamed()).hasSize(1);
  }

  // --- failures before the answer

  static List<Failure> passingFailures() {
    return List.of(
        Status.overloaded(),
        Status.of(500, "api_error", "Internal"),
        Status.of(408, "timeout_error", "Timeout"),
        Status.of(409, "conflict", "Conflict"),
        Status.rateLimited(),
        new Reset(),
        new Cut());
  }

  @ParameterizedTest
  @MethodSource("passingFailures")
  void whatMayPassIsTriedAgainAfterHalfASecond(Failure failure) {
    CLAUDE.enqueue(Answer.failing(failure), Answer.saying("Here I am."));
    var events = new CopyOnWriteArrayList<ModelEvent>();
    Disposable answer = model.stream(saying("Hello")).subscribe(events::add);
    await().until(() -> timer.waiting() == 2);

    timer.advance(Duration.ofMillis(499));
    assertThat(timer.waiting()).isEqualTo(2);
    timer.advance(Duration.ofMillis(1));

    await().until(answer::isDisposed);
    assertThat(textOf(events)).isEqualTo("Here I am.");
    assertThat(CLAUDE.streamed()).hasSize(2);
    assertThat(CLAUDE.streamed().get(1).bytes()).isEqualTo(CLAUDE.streamed().get(0).bytes());
  }

  static List<Answer> beforeTheFirstBlock() {
    return List.of(
        Answer.answer().head().fail(new Reset()),
        Answer.answer().head().fail(new Truncated()),
        Answer.answer().ping().fail(new Cut()),
        Answer.answer().ping().fail(new Truncated()),
        Answer.answer().ping().fail(new ErrorEvent("overloaded_error", "Overloaded")));
  }

  @ParameterizedTest
  @MethodSource("beforeTheFirstBlock")
  void anAnswerThatBreaksOffBeforeItBeginsIsAskedForAgain(Answer broken) {
    CLAUDE.enqueue(broken, Answer.saying("Here I am."));
    var events = new CopyOnWriteArrayList<ModelEvent>();
    Disposable answer = model.stream(saying("Hello")).subscribe(events::add);
    await().until(() -> timer.waiting() == 2);

    timer.advance(Duration.ofMillis(500));

    await().until(answer::isDisposed);
    assertThat(textOf(events)).isEqualTo("Here I am.");
  }

  @Test
  void theProvidersTimeIsWaitedFor() {
    CLAUDE.enqueue(
        Answer.failing(Status.rateLimited().withHeader("retry-after", "30")), Answer.saying("x"));
    Disposable answer = model.stream(saying("Hello")).subscribe();
    await().until(() -> timer.waiting() == 2);

    timer.advance(Duration.ofMillis(29_999));
    assertThat(timer.waiting()).isEqualTo(2);
    timer.advance(Duration.ofMillis(1));

    await().until(answer::isDisposed);
    assertThat(CLAUDE.streamed()).hasSize(2);
  }

  @Test
  void aTimeBeyondTheDeadlineFailsAtOnce() {
    CLAUDE.enqueue(Answer.failing(Status.rateLimited().withHeader("retry-after", "600")));

    assertThat(failure(model.stream(saying("Hello"))).kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aRateLimitWithoutATimeIsTriedOnceMore() {
    CLAUDE.enqueue(Answer.failing(Status.rateLimited()), Answer.failing(Status.rateLimited()));
    var failed = new CopyOnWriteArrayList<Throwable>();
    Disposable answer = model.stream(saying("Hello")).subscribe(_ -> {}, failed::add);
    await().until(() -> timer.waiting() == 2);

    timer.advance(Duration.ofSeconds(1));

    await().until(answer::isDisposed);
    assertThat(((ModelException) failed.getFirst()).kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(CLAUDE.streamed()).hasSize(2);
  }

  @Test
  void afterThreeRepetitionsTheLastFailureIsTold() {
    CLAUDE.answering(_ -> Answer.failing(Status.overloaded().withHeader("retry-after-ms", "0")));
    var failed = new CopyOnWriteArrayList<Throwable>();
    Disposable answer = model.stream(saying("Hello")).subscribe(_ -> {}, failed::add);

    await()
        .until(
            () -> {
              timer.advance(Duration.ZERO);
              return answer.isDisposed();
            });

    assertThat(failed)
        .singleElement()
        .isInstanceOfSatisfying(
            ModelException.class,
            exception -> {
              assertThat(exception.kind()).isEqualTo(Kind.OVERLOADED);
              assertThat(exception.detail()).contains("529 overloaded_error: Overloaded", "req_");
            });
    assertThat(CLAUDE.streamed()).hasSize(4);
  }

  @Test
  void whatWouldFailAgainIsNotTriedAgain() {
    Map<Status, Kind> failures =
        Map.of(
            Status.of(400, "invalid_request_error", "no"), Kind.REJECTED,
            Status.of(400, "invalid_request_error", "prompt is too long: 2 tokens > 1 maximum"),
                Kind.CONTEXT_WINDOW_EXCEEDED,
            Status.of(401, "authentication_error", "no"), Kind.REFUSED_CREDENTIALS,
            Status.of(402, "billing_error", "no"), Kind.BILLING,
            Status.of(403, "permission_error", "no"), Kind.REFUSED_CREDENTIALS,
            Status.of(404, "not_found_error", "model: x"), Kind.UNKNOWN_MODEL,
            Status.of(404, "not_found_error", "no such page"), Kind.REJECTED,
            Status.of(413, "request_too_large", "no"), Kind.REQUEST_TOO_LARGE,
            Status.overloaded().withHeader("x-should-retry", "false"), Kind.OVERLOADED);

    failures.forEach(
        (status, kind) -> {
          CLAUDE.enqueue(Answer.failing(status));
          assertThat(failure(model.stream(saying("Hello"))).kind()).isEqualTo(kind);
        });
    assertThat(CLAUDE.streamed()).hasSize(failures.size());
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void aPromptThatIsTooLongIsTold() {
    CLAUDE.contextWindow(1);

    assertThat(failure(model.stream(saying("Hello"))).kind())
        .isEqualTo(Kind.CONTEXT_WINDOW_EXCEEDED);
  }

  @Test
  void anEndlessErrorIsNotReadToItsEnd() {
    CLAUDE.enqueue(
        Answer.failing(new Status(400, Map.of(), "x".repeat(4 * 1024 * 1024))), Answer.saying("x"));

    assertThat(failure(model.stream(saying("Hello"))).kind()).isEqualTo(Kind.REJECTED);
    assertThat(textOf(answer(saying("Hello")))).isEqualTo("x");
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    assertThat(failure(model(URI.create("http://127.0.0.1:1")).stream(saying("Hello"))).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void anAddressMayBeAName() {
    CLAUDE.enqueue(Answer.saying("Hello"));
    ClaudeModel named =
        model(URI.create("http://localhost:" + CLAUDE.url().getPort() + "/gateway"));

    assertThat(named.stream(saying("Hello")).blockLast(PATIENCE))
        .isInstanceOf(ModelEvent.Completed.class);
  }

  @Test
  void aServerThatDoesNotSpeakTlsWhereItShouldIsUnavailable() {
    ClaudeModel encrypted = model(URI.create("https://127.0.0.1:" + CLAUDE.url().getPort()));

    assertThat(failure(encrypted.stream(saying("Hello"))).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(CLAUDE.requests()).isEmpty();
  }

  @Test
  void aRequestRefusedForItsThinkingIsRepeatedWithoutIt() {
    String forged = "{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"forged\"}";
    CLAUDE.enqueue(Answer.saying("Fine."));

    List<ModelEvent> events =
        answer(
            Requests.of(
                List.of(), user("1"), assistant(opaque(forged), Requests.text("a")), user("2")));

    assertThat(textOf(events)).isEqualTo("Fine.");
    assertThat(CLAUDE.streamed()).hasSize(2);
    assertThat(CLAUDE.lastRequest().messages().get(1).path("content")).hasSize(1);
  }

  @Test
  void aRequestIsRepeatedWithoutThinkingOnlyOnce() {
    Status refusal = Status.of(400, "invalid_request_error", "messages.1: `thinking` is missing");
    CLAUDE.enqueue(Answer.failing(refusal), Answer.failing(refusal));
    String thinking = "{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"s\"}";
    CLAUDE.remember(Json.parse(thinking));

    ModelException failure =
        failure(
            model.stream(
                Requests.of(
                    List.of(),
                    user("1"),
                    assistant(opaque(thinking), Requests.text("a")),
                    user("2"))));

    assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
    assertThat(CLAUDE.streamed()).hasSize(2);
  }

  // --- failures within the answer

  static List<Failure> cuts() {
    return List.of(new Reset(), new Cut(), new Truncated());
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void anAnswerThatBreaksOffIsCutAndNotAskedForAgain(Failure failure) {
    CLAUDE.enqueue(Answer.answer().text("first").fail(failure));
    var events = new CopyOnWriteArrayList<ModelEvent>();

    assertThat(failure(model.stream(saying("Hello")).doOnNext(events::add)).kind())
        .isEqualTo(Kind.CUT);
    // A reset may overtake what was sent before it.
    if (!(failure instanceof Reset)) {
      assertThat(events).containsExactly(new ModelEvent.TextDelta("first"));
    }
    assertThat(CLAUDE.streamed()).hasSize(1);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void anErrorWithinTheAnswerEndsIt() {
    CLAUDE.enqueue(
        Answer.answer().text("first").fail(new ErrorEvent("overloaded_error", "Overloaded")));
    var events = new CopyOnWriteArrayList<ModelEvent>();

    assertThat(failure(model.stream(saying("Hello")).doOnNext(events::add)).kind())
        .isEqualTo(Kind.OVERLOADED);
    assertThat(events).containsExactly(new ModelEvent.TextDelta("first"));
    assertThat(CLAUDE.streamed()).hasSize(1);
  }

  @Test
  void anAnswerThatFallsSilentHasStalledAndItsConnectionIsClosed() {
    CLAUDE.enqueue(Answer.answer().text("first").fail(new Stall()));

    assertThat(failure(model(Duration.ofMillis(200)).stream(saying("Hello"))).kind())
        .isEqualTo(Kind.STALLED);
    CLAUDE.awaitClientGone();
    assertThat(CLAUDE.streamed()).hasSize(1);
  }

  @Test
  void silenceBeforeTheAnswerIsAStallToo() {
    CLAUDE.enqueue(Answer.failing(new Stall()));

    assertThat(failure(model(Duration.ofMillis(200)).stream(saying("Hello"))).kind())
        .isEqualTo(Kind.STALLED);
    CLAUDE.awaitClientGone();
  }

  @Test
  void theDeadlineEndsAnAnswerAndClosesItsConnection() {
    CLAUDE.enqueue(Answer.answer().text("first").fail(new Stall()));
    var failed = new CopyOnWriteArrayList<Throwable>();
    var events = new CopyOnWriteArrayList<ModelEvent>();
    model.stream(saying("Hello")).subscribe(events::add, failed::add);
    await().until(() -> events.contains(new ModelEvent.TextDelta("first")));

    timer.advance(Duration.ofSeconds(599));
    assertThat(failed).isEmpty();
    timer.advance(Duration.ofSeconds(1));

    assertThat(((ModelException) failed.getFirst()).kind()).isEqualTo(Kind.TIMED_OUT);
    CLAUDE.awaitClientGone();
  }

  @Test
  void afterTheDeadlineNothingIsSent() {
    ModelRequest request = saying("Hello");
    var late =
        new ModelRequest(
            request.model(),
            1,
            "s",
            List.of(),
            request.toolUse(),
            request.messages(),
            Requests.NOW);

    assertThat(failure(model.stream(late)).kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(CLAUDE.requests()).isEmpty();
  }

  // --- pauses

  @Test
  void aPausedAnswerIsGoneOnWithUntilItEnds() {
    CLAUDE.enqueue(
        Answer.answer()
            .text("Let me search.")
            .serverToolUse("srvtoolu_1", "tool_search_tool_bm25", "{\"query\":\"teams\"}")
            .stop("pause_turn")
            .usage(10, 1, 2, 3),
        Answer.answer()
            .toolSearchResult("srvtoolu_1", "list_teams")
            .text("Found it.")
            .usage(20, 4, 5, 6));

    List<ModelEvent> events =
        answer(Requests.of(List.of(tool("a"), deferred("list_teams")), user("Hello")));

    assertThat(textOf(events)).isEqualTo("Let me search.Found it.");
    assertThat(events.stream().filter(ModelEvent.Completed.class::isInstance)).hasSize(1);
    ModelEvent.Completed completed = completed(events);
    assertThat(completed.content()).hasSize(4);
    assertThat(completed.usage()).isEqualTo(new Usage(30, 5, 7, 9));
    assertThat(completed.stopReason()).isEqualTo(StopReason.END_TURN);
    JsonNode continued = CLAUDE.streamed().get(1).messages().getLast();
    assertThat(continued.path("role").asText()).isEqualTo("assistant");
    assertThat(continued.path("content").findValuesAsText("type"))
        .containsExactly("text", "server_tool_use");
    assertThat(CLAUDE.refusals()).isEmpty();
  }

  @Test
  void anAnswerThatPausesForEverIsEnded() {
    CLAUDE.answering(
        request ->
            Answer.answer()
                .serverToolUse(
                    "srvtoolu_" + request.messages().getLast().path("content").size(),
                    "tool_search_tool_bm25",
                    "{}")
                .stop("pause_turn"));

    List<ModelEvent> events =
        answer(Requests.of(List.of(tool("a"), deferred("list_teams")), user("Hello")));

    assertThat(completed(events).stopReason()).isEqualTo(StopReason.OTHER);
    assertThat(CLAUDE.streamed()).hasSize(11);
    assertThat(CLAUDE.refusals()).isEmpty();
  }

  @Test
  void aContinuationThatFailsBeforeItBeginsIsTriedAgain() {
    CLAUDE.enqueue(
        Answer.answer()
            .text("a")
            .serverToolUse("srvtoolu_1", "tool_search_tool_bm25", "{}")
            .stop("pause_turn"),
        Answer.failing(Status.overloaded()),
        Answer.answer().toolSearchResult("srvtoolu_1").text("b"));
    var events = new CopyOnWriteArrayList<ModelEvent>();
    Disposable answer =
        model.stream(Requests.of(List.of(tool("a"), deferred("b")), user("Hello")))
            .subscribe(events::add);
    await().until(() -> timer.waiting() == 2);

    timer.advance(Duration.ofMillis(500));

    await().until(answer::isDisposed);
    assertThat(textOf(events)).isEqualTo("ab");
  }

  // --- answers in one piece

  @Test
  void aShortTextComesInOnePiece() {
    CLAUDE.enqueueCompletion(Answer.answer().thinking("Hm", "sig").text("Two ", "projects"));

    assertThat(model.complete(saying("Title?")).block(PATIENCE)).isEqualTo("Two projects");
    assertThat(CLAUDE.lastRequest().streaming()).isFalse();
    assertThat(CLAUDE.lastRequest().path()).isEqualTo("/gateway/v1/messages");
    assertThat(CLAUDE.refusals()).isEmpty();
  }

  @Test
  void aShortTextIsAskedForAgainToo() {
    CLAUDE.enqueueCompletion(
        Answer.failing(Status.overloaded()), Answer.failing(new Reset()), Answer.saying("Title"));
    var texts = new CopyOnWriteArrayList<String>();
    model.complete(saying("Title?")).subscribe(texts::add);

    await()
        .until(
            () -> {
              timer.advance(Duration.ofMillis(100));
              return !texts.isEmpty();
            });

    assertThat(texts).containsExactly("Title");
    assertThat(CLAUDE.requests()).hasSize(3);
  }

  @Test
  void aShortTextFailsAsAnAnswerDoes() {
    Map<Answer, Kind> failures =
        Map.of(
            Answer.failing(Status.of(401, "authentication_error", "no")), Kind.REFUSED_CREDENTIALS,
            Answer.failing(Status.overloaded().withHeader("x-should-retry", "false")),
                Kind.OVERLOADED,
            Answer.failing(Status.of(400, "invalid_request_error", "prompt is too long: 1 > 0")),
                Kind.CONTEXT_WINDOW_EXCEEDED,
            Answer.answer(), Kind.INVALID_ANSWER);

    failures.forEach(
        (answer, kind) -> {
          CLAUDE.enqueueCompletion(answer);
          assertThat(failure(model.complete(saying("Title?")).flux()).kind()).isEqualTo(kind);
        });
  }

  @Test
  void theDeadlineEndsAShortTextAndClosesItsConnection() {
    var gate = new Gate();
    CLAUDE.enqueueCompletion(Answer.answer().hold(gate).text("late"));
    var failed = new CopyOnWriteArrayList<Throwable>();
    model.complete(saying("Title?")).subscribe(_ -> {}, failed::add);
    gate.awaitReached();

    timer.advance(Duration.ofMinutes(10));

    assertThat(failed)
        .singleElement()
        .isInstanceOfSatisfying(
            ModelException.class,
            exception -> assertThat(exception.kind()).isEqualTo(Kind.TIMED_OUT));
    gate.open();
  }

  @Test
  void tokensAreCountedWithoutBeingRead() {
    ModelRequest request =
        Requests.of(
            List.of(tool("list_projects")),
            user("x".repeat(4000)),
            assistant(Requests.call("t", "list_projects")),
            user(result("t", "two")));

    assertThat(model.countTokens(request).block(PATIENCE)).isBetween(1000L, 2000L);
    assertThat(CLAUDE.requests()).isEmpty();
    assertThat(CLAUDE.refusals()).isEmpty();
  }

  @Test
  void aCountThatIsRefusedFailsAsAnAnswerDoes() {
    assertThat(failure(model.countTokens(Requests.of(List.of())).flux()).kind())
        .isEqualTo(Kind.REJECTED);
  }

  // --- the bean

  @Test
  void theServiceFindsClaudeWhereThereIsAKey() {
    var chosen = CONTEXT.getBean(ChatModel.class);
    CLAUDE.enqueue(Answer.saying("Hello"));

    assertThat(chosen.provider()).isEqualTo("claude");
    assertThat(chosen.defaultModel()).isEqualTo("claude-sonnet-4-6");
    assertThat(chosen.toolSearch()).isEqualTo(ChatModel.ToolSearch.BUILT_IN);
    assertThat(textOf(chosen.stream(lasting()).collectList().blockOptional(PATIENCE).orElseThrow()))
        .isEqualTo("Hello");
  }

  private static ModelRequest lasting() {
    ModelRequest request = saying("Hello");
    return new ModelRequest(
        request.model(),
        request.maxTokens(),
        request.system(),
        request.tools(),
        request.toolUse(),
        request.messages(),
        Instant.MAX);
  }

  private Set<Thread> threadsNear(EventExecutor loop) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    model.stream(saying("Hello"), near(loop))
        .doOnNext(_ -> threads.add(Thread.currentThread()))
        .blockLast(PATIENCE);
    return threads;
  }

  private static Scheduler near(EventExecutor loop) {
    return Schedulers.fromExecutor(task -> loop.execute(task));
  }

  private static EventLoopGroup eventLoops() {
    return CONTEXT.getBean(EventLoopGroupRegistry.class).getDefaultEventLoopGroup();
  }

  private static boolean isServersEventLoop(Thread thread) {
    for (EventExecutor loop : eventLoops()) {
      if (loop.inEventLoop(thread)) {
        return true;
      }
    }
    return false;
  }

  private ClaudeModel model(Duration idleTimeout) {
    return model(transport(CLAUDE.url(), idleTimeout), 3);
  }

  /** One that gives up at once. */
  private ClaudeModel model(URI url) {
    return model(transport(url, Duration.ofSeconds(5)), 0);
  }

  private ClaudeModel model(MessagesTransport transport, int repetitions) {
    return new ClaudeModel(
        new ClaudeSettings("claude-sonnet-4-6"),
        CONTEXT.getBean(MessagesApi.class),
        transport,
        new RepeatPolicy(repetitions, () -> 0),
        CLOCK,
        timer);
  }

  private static MessagesTransport transport(URI url, Duration idleTimeout) {
    return new MessagesTransport(
        new AnthropicSettings(
            ScriptedClaude.API_KEY, url, Duration.ofSeconds(5), idleTimeout, 3, MAX_CONNECTIONS),
        CLOCK,
        CONTEXT.getBean(EventLoopGroupRegistry.class));
  }

  private List<ModelEvent> answer(ModelRequest request) {
    return model.stream(request).collectList().blockOptional(PATIENCE).orElseThrow();
  }

  private static ModelEvent.Completed completed(List<ModelEvent> events) {
    return (ModelEvent.Completed) events.getLast();
  }

  private static String textOf(List<ModelEvent> events) {
    var text = new StringBuilder();
    for (ModelEvent event : events) {
      if (event instanceof ModelEvent.TextDelta(String delta)) {
        text.append(delta);
      }
    }
    return text.toString();
  }

  private static ModelException failure(Flux<?> answer) {
    var failure = new AtomicReference<ModelException>();
    assertThatThrownBy(() -> answer.blockLast(PATIENCE))
        .isInstanceOfSatisfying(ModelException.class, failure::set);
    return failure.get();
  }
}
