package io.imbi.assistant.model.langchain4j;

import static io.imbi.assistant.model.langchain4j.Requests.assistant;
import static io.imbi.assistant.model.langchain4j.Requests.hello;
import static io.imbi.assistant.model.langchain4j.Requests.object;
import static io.imbi.assistant.model.langchain4j.Requests.request;
import static io.imbi.assistant.model.langchain4j.Requests.tool;
import static io.imbi.assistant.model.langchain4j.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelException.Kind;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.imbi.assistant.model.langchain4j.ScriptedServer.Gate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class OpenAiTest {

  private static final String KEY = "sk-very-secret-0123456789";
  private static final String STREAM = "text/event-stream";
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ScriptedServer server = new ScriptedServer();
  private final List<LangChain4jModel> models = new ArrayList<>();

  @AfterEach
  void close() {
    models.forEach(LangChain4jModel::close);
    server.close();
  }

  // --- answers

  @Test
  void eachDeltaIsPassedOnBeforeTheNextOneIsSent() {
    var first = new Gate();
    server.then(
        wire -> {
          wire.head(200, STREAM).send(text("Hel"));
          first.await();
          wire.send(text("lo")).send(finish("stop")).send(done());
        });
    List<ModelEvent> events = new CopyOnWriteArrayList<>();

    model().stream(hello())
        .doOnNext(
            event -> {
              events.add(event);
              first.open();
            })
        .blockLast(PATIENCE);

    assertThat(events)
        .containsExactly(
            new ModelEvent.TextDelta("Hel"),
            new ModelEvent.TextDelta("lo"),
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.Completed(
                List.of(new ContentBlock.Text("Hello")),
                StopReason.END_TURN,
                Usage.ZERO,
                "answer-1"));
  }

  @Test
  void callsComeInPiecesAndAreToldApart() {
    server.then(
        200,
        STREAM,
        text("Let me see.")
            + call(0, "call_a", "find", "")
            + call(0, null, null, "{\\\"q\\\":")
            + call(0, null, null, "\\\"x\\\"}")
            + call(1, "call_b", "count", "{}")
            + call(2, "call_c", "list", null)
            + finish("tool_calls")
            + done());

    List<ModelEvent> events = events(hello());

    assertThat(events)
        .startsWith(
            new ModelEvent.TextDelta("Let me see."),
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.ToolUseStarted("call_a", "find"),
            new ModelEvent.ToolInputDelta("{\"q\":"),
            new ModelEvent.ToolInputDelta("\"x\"}"),
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.ToolUseStarted("call_b", "count"),
            new ModelEvent.ToolInputDelta("{}"),
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.ToolUseStarted("call_c", "list"));
    ModelEvent.Completed completed = completed(events);
    assertThat(completed.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(completed.content())
        .containsExactly(
            new ContentBlock.Text("Let me see."),
            new ContentBlock.ToolUse("call_a", "find", object("{\"q\":\"x\"}")),
            new ContentBlock.ToolUse("call_b", "count", Json.object()),
            new ContentBlock.ToolUse("call_c", "list", Json.object()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "null"})
  void callsThatAProviderGivesTheSamePlaceOrNoneAreToldApartByTheirIds(String index) {
    server.then(
        200,
        STREAM,
        (call(0, "call_a", "find", "{\\\"q\\\":1}") + call(0, "call_b", "count", "{\\\"n\\\":2}"))
                .replace("\"index\":0,\"id\"", "\"index\":" + index + ",\"id\"")
            + finish("tool_calls")
            + done());

    assertThat(completed(events(hello())).content())
        .containsExactly(
            new ContentBlock.ToolUse("call_a", "find", object("{\"q\":1}")),
            new ContentBlock.ToolUse("call_b", "count", object("{\"n\":2}")));
  }

  @Test
  void callsThatAProviderGivesNoIdGetOne() {
    server.then(200, STREAM, call(0, null, "find", "{}") + finish("stop") + done());

    ModelEvent.Completed completed = completed(events(hello()));

    assertThat(completed.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(completed.content())
        .singleElement()
        .isInstanceOfSatisfying(
            ContentBlock.ToolUse.class, use -> assertThat(use.id()).startsWith("call_"));
  }

  @Test
  void cachedTokensAreCountedByThemselves() {
    server.then(
        200,
        STREAM,
        text("Hi")
            + finish("length")
            + chunk(
                """
                "choices":[],"usage":{"prompt_tokens":100,"completion_tokens":7,"total_tokens":107,
                "prompt_tokens_details":{"cached_tokens":64}}
                """)
            + done());

    ModelEvent.Completed completed = completed(events(hello()));

    assertThat(completed.usage()).isEqualTo(new Usage(36, 7, 64, 0));
    assertThat(completed.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
  }

  @ParameterizedTest
  @CsvSource({"content_filter,REFUSAL", "stop,END_TURN", "something_new,OTHER"})
  void theReasonToStopIsPassedOn(String reason, StopReason expected) {
    server.then(200, STREAM, text("Hi") + finish(reason) + done());

    assertThat(completed(events(hello())).stopReason()).isEqualTo(expected);
  }

  @Test
  void aCallThatWasCutOffByTheTokenLimitIsNotRun() {
    server.then(
        200, STREAM, call(0, "call_a", "find", "{\\\"q\\\":\\\"x") + finish("length") + done());

    ModelEvent.Completed completed = completed(events(hello()));

    assertThat(completed.content()).isEmpty();
    assertThat(completed.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
  }

  @Test
  void aShortTextComesInOnePiece() {
    server.then(200, STREAM, text("A ") + text("title") + finish("stop") + done());

    assertThat(model().complete(hello()).block(PATIENCE)).isEqualTo("A title");
  }

  // --- requests

  @Test
  void theHistoryIsSentInTheProvidersForm() {
    answerHi();
    ModelRequest request =
        request(
            List.of(),
            ToolUseMode.ALLOWED,
            List.of(
                user("What is there?"),
                assistant(
                    new ContentBlock.Opaque(object("{\"type\":\"thinking\",\"thinking\":\"hm\"}")),
                    new ContentBlock.Text("I look."),
                    new ContentBlock.ToolUse("c1", "find", object("{\"q\":\"x\"}")),
                    new ContentBlock.ToolUse("c2", "count", Json.object())),
                user(
                    new ContentBlock.ToolResult("c1", Json.text("one thing"), false),
                    new ContentBlock.ToolResult(
                        "c2",
                        Json.parse("[{\"type\":\"text\",\"text\":\"no\"},{\"type\":\"image\"}]"),
                        true),
                    new ContentBlock.Text("And now?"))));

    events(request);

    assertThat(body().path("messages"))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"system","content":"You help."},
                 {"role":"user","content":"What is there?"},
                 {"role":"assistant","content":"I look.","tool_calls":[
                   {"id":"c1","type":"function",
                    "function":{"name":"find","arguments":"{\\"q\\":\\"x\\"}"}},
                   {"id":"c2","type":"function","function":{"name":"count","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"one thing"},
                 {"role":"tool","tool_call_id":"c2",
                  "content":"The call failed: no\\n(Content of type image that cannot be shown.)"},
                 {"role":"user","content":"And now?"}]
                """));
  }

  @Test
  void theRequestNamesModelLimitAndKey() {
    answerHi();

    events(hello());

    ScriptedServer.Received received = server.received().getFirst();
    assertThat(received.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
    assertThat(received.headers()).containsEntry("authorization", "Bearer " + KEY);
    assertThat(body().path("model").asText()).isEqualTo("test-model");
    assertThat(body().path("max_tokens").asInt()).isEqualTo(256);
    assertThat(body().path("stream").asBoolean()).isTrue();
    assertThat(body().path("stream_options").path("include_usage").asBoolean()).isTrue();
    assertThat(body().has("tools")).isFalse();
    assertThat(body().has("temperature")).isFalse();
  }

  @Test
  void openAiItselfIsToldTheLimitByItsNewName() {
    var dialect = new Dialect.OpenAi(Dialect.OpenAi.HOME, KEY);

    assertThat(dialect.parameters(hello()).maxOutputTokens()).isNull();
  }

  @Test
  void schemasKeepTheirDefinitionsAndDeferredToolsAreNotSent() {
    answerHi();
    ModelRequest request =
        request(
            List.of(new OfferedTool(Requests.tree(), false), new OfferedTool(tool("later"), true)),
            ToolUseMode.ALLOWED,
            List.of(user("Grow")));

    events(request);

    assertThat(body().path("tools")).hasSize(1);
    JsonNode function = body().path("tools").get(0).path("function");
    assertThat(function.path("name").asText()).isEqualTo("grow_tree");
    assertThat(function.path("description").asText()).isEqualTo("Grows a tree.");
    JsonNode expected = Requests.tree().inputSchema();
    JsonNode actual = function.path("parameters");
    assertThat(actual.path("type").asText()).isEqualTo("object");
    assertThat(actual.at("/properties/root")).isEqualTo(expected.at("/properties/root"));
    assertThat(actual.at("/properties/height")).isEqualTo(expected.at("/properties/height"));
    assertThat(actual.at("/properties/anything")).isEqualTo(Json.object());
    assertThat(actual.path("$defs")).isEqualTo(expected.path("$defs"));
    assertThat(actual.path("required")).isEqualTo(expected.path("required"));
    assertThat(body().has("tool_choice")).isFalse();
  }

  @Test
  void toolsThatMayNotBeCalledAreStillSent() {
    answerHi();

    events(
        request(
            List.of(new OfferedTool(tool("find"), false)),
            ToolUseMode.FORBIDDEN,
            List.of(user("Answer"))));

    assertThat(body().path("tools")).hasSize(1);
    assertThat(body().path("tool_choice").asText()).isEqualTo("none");
  }

  // --- failures

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"error":{"message":"bad"}}                          | REJECTED
          400 | {"error":{"code":"context_length_exceeded"}}         | CONTEXT_WINDOW_EXCEEDED
          401 | {"error":{"message":"Incorrect API key provided"}}   | REFUSED_CREDENTIALS
          402 | {}                                                   | BILLING
          403 | {}                                                   | REFUSED_CREDENTIALS
          404 | {"error":{"message":"no such model"}}                | UNKNOWN_MODEL
          404 | Not Found                                            | REJECTED
          413 | {}                                                   | REQUEST_TOO_LARGE
          429 | {"error":{"code":"insufficient_quota"}}              | BILLING
          """)
  void aRefusalIsToldByItsStatusAndNotRepeated(int status, String body, Kind kind) {
    server.then(status, "application/json", body);

    assertThat(failure(hello()).kind()).isEqualTo(kind);
    assertThat(server.received()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"429,RATE_LIMITED", "503,OVERLOADED", "529,OVERLOADED", "500,UNAVAILABLE"})
  void aPassingFailureIsTriedAgainAndThenTold(int status, Kind kind) {
    for (int i = 0; i < 3; i++) {
      server.then(status, "application/json", "{}", "Retry-After-Ms: 1");
    }

    assertThat(failure(hello()).kind()).isEqualTo(kind);
    assertThat(server.received()).hasSize(3);
  }

  @Test
  void theNextAttemptMaySucceed() {
    server.then(503, "application/json", "{}", "Retry-After-Ms: 1");
    server.then(wire -> wire.reset());
    answerHi();

    assertThat(completed(events(hello())).content()).containsExactly(new ContentBlock.Text("Hi"));
  }

  @Test
  void nobodyIsAskedAgainWhenTheAnswerWouldComeTooLate() {
    server.then(429, "application/json", "{}", "Retry-After: 3600");

    assertThat(failure(hello()).kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void anAnswerThatHasBegunIsNotBegunAgain() {
    var begun = new Gate();
    server.then(
        wire -> {
          wire.head(200, STREAM).send(text("Hel"));
          begun.await();
          wire.reset();
        });

    assertThatThrownBy(
            () -> model().stream(hello()).doOnNext(_ -> begun.open()).blockLast(PATIENCE))
        .isInstanceOfSatisfying(
            ModelException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.CUT));
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void anAnswerWithoutAnEndIsCut() {
    server.then(200, STREAM, text("Hel"));

    assertThat(failure(hello()).kind()).isEqualTo(Kind.CUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data: {"error":{"message":"The server had an error"}}        | UNAVAILABLE
          data: {"error":{"code":"rate_limit_exceeded"}}               | RATE_LIMITED
          data: {"error":{"code":"context_length_exceeded"}}           | CONTEXT_WINDOW_EXCEEDED
          """)
  void anErrorInTheMiddleOfTheAnswerFailsIt(String line, Kind kind) {
    server.then(200, STREAM, text("Hel") + line + "\n\n");

    assertThat(failure(hello()).kind()).isEqualTo(kind);
  }

  @Test
  void anErrorEventFailsTheAnswer() {
    server.then(200, STREAM, text("Hel") + "event: error\ndata: {\"message\":\"overloaded\"}\n\n");

    assertThat(failure(hello()).kind()).isEqualTo(Kind.OVERLOADED);
  }

  @Test
  void argumentsThatAreNotJsonFailTheAnswer() {
    server.then(200, STREAM, call(0, "c", "find", "{oops") + finish("tool_calls") + done());

    assertThat(failure(hello()).kind()).isEqualTo(Kind.INVALID_ANSWER);
  }

  @Test
  void anAnswerWithoutMeasureIsRefused() {
    String comment = ":" + "x".repeat(1024 * 1024) + "\n";
    server.then(
        wire -> {
          wire.head(200, STREAM);
          for (long sent = 0; sent <= Exchange.MAX_ANSWER_BYTES; sent += comment.length()) {
            wire.send(comment);
          }
          wire.awaitClosed();
        });

    assertThat(failure(hello()).kind()).isEqualTo(Kind.INVALID_ANSWER);
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() throws IOException {
    int port;
    try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = nobody.getLocalPort();
    }
    var model = model(URI.create("http://127.0.0.1:" + port), Schedulers.parallel());
    ModelRequest soon = Requests.until(Instant.now().plusMillis(200));

    assertThatThrownBy(() -> model.stream(soon).blockLast(PATIENCE))
        .isInstanceOfSatisfying(
            ModelException.class,
            failure -> assertThat(failure.kind()).as(failure.detail()).isEqualTo(Kind.UNAVAILABLE));
  }

  // --- time

  @Test
  void cancellingClosesTheConnectionAtOnce() {
    var closed = new Gate();
    server.then(
        wire -> {
          wire.head(200, STREAM).send(text("Hel"));
          wire.awaitClosed();
          closed.open();
        });
    List<ModelEvent> events = new CopyOnWriteArrayList<>();
    Disposable subscription = model().stream(hello()).subscribe(events::add);
    await().until(() -> !events.isEmpty());

    subscription.dispose();

    await().atMost(Duration.ofSeconds(2)).until(closed::isOpen);
  }

  @Test
  void cancellingBeforeTheAnswerBeginsClosesTheConnectionToo() {
    var closed = new Gate();
    server.then(
        wire -> {
          wire.awaitClosed();
          closed.open();
        });
    Disposable subscription = model().stream(hello()).subscribe();
    await().until(() -> !server.received().isEmpty());

    subscription.dispose();

    await().atMost(Duration.ofSeconds(2)).until(closed::isOpen);
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void silenceEndsTheAnswerAndTheConnection() {
    var time = VirtualTimeScheduler.create();
    var closed = new Gate();
    server.then(
        wire -> {
          wire.head(200, STREAM).send(text("Hel"));
          wire.awaitClosed();
          closed.open();
        });
    List<ModelEvent> events = new CopyOnWriteArrayList<>();
    List<Throwable> errors = new CopyOnWriteArrayList<>();
    model(server.uri(), time).stream(hello()).subscribe(events::add, errors::add);
    await().until(() -> !events.isEmpty());

    time.advanceTimeBy(IDLE.minusMillis(1));
    assertThat(errors).isEmpty();
    time.advanceTimeBy(Duration.ofMillis(1));

    await().until(() -> !errors.isEmpty());
    assertThat(((ModelException) errors.getFirst()).kind()).isEqualTo(Kind.STALLED);
    await().until(closed::isOpen);
  }

  @Test
  void aSignOfLifeThatSaysNothingIsNotSilence() {
    var time = VirtualTimeScheduler.create();
    var comment = new Gate();
    var rest = new Gate();
    server.then(
        wire -> {
          wire.head(200, STREAM).send(text("Hel"));
          comment.await();
          wire.send(": still thinking\n\n").send(text("lo"));
          rest.await();
          wire.send(finish("stop")).send(done());
        });
    List<ModelEvent> events = new CopyOnWriteArrayList<>();
    model(server.uri(), time).stream(hello()).subscribe(events::add);
    await().until(() -> !events.isEmpty());
    time.advanceTimeBy(IDLE.minusSeconds(1));
    comment.open();
    await().until(() -> events.size() == 2);

    time.advanceTimeBy(IDLE.minusSeconds(1));
    rest.open();

    await().until(() -> events.getLast() instanceof ModelEvent.Completed);
  }

  @Test
  void theDeadlineEndsAnAnswerThatGoesOn() {
    var time = VirtualTimeScheduler.create();
    server.then(
        wire -> {
          wire.head(200, STREAM).send(text("Hel"));
          wire.awaitClosed();
        });
    List<ModelEvent> events = new CopyOnWriteArrayList<>();
    List<Throwable> errors = new CopyOnWriteArrayList<>();
    model(server.uri(), time).stream(Requests.until(Instant.now().plusSeconds(5)))
        .subscribe(events::add, errors::add);
    await().until(() -> !events.isEmpty());

    time.advanceTimeBy(Duration.ofSeconds(5));

    await().until(() -> !errors.isEmpty());
    assertThat(((ModelException) errors.getFirst()).kind()).isEqualTo(Kind.TIMED_OUT);
  }

  @Test
  void afterTheDeadlineNothingIsSent() {
    assertThat(failure(Requests.until(Instant.now().minusSeconds(1))).kind())
        .isEqualTo(Kind.TIMED_OUT);
    assertThat(server.received()).isEmpty();
  }

  @Test
  void aDeadlineBeyondAllTimeIsNoError() {
    answerHi();

    assertThat(completed(events(Requests.until(Instant.MAX))).stopReason())
        .isEqualTo(StopReason.END_TURN);
  }

  // --- secrets

  @Test
  void theKeyIsInNoLogLineAndInNoMessage() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.TRACE);
    ModelException failure;
    try {
      answerHi();
      events(hello());
      server.then(401, "application/json", "{\"error\":\"Wrong key: " + KEY + "\"}");
      failure = failure(hello());
    } finally {
      root.setLevel(before);
      root.detachAppender(lines);
    }

    assertThat(failure.detail()).contains("Wrong key: ***").doesNotContain(KEY);
    assertThat(failure.toString()).doesNotContain(KEY);
    assertThat(new Dialect.OpenAi(server.uri(), KEY).toString()).doesNotContain(KEY);
    assertThat(lines.list).noneMatch(line -> line.getFormattedMessage().contains(KEY));
  }

  // --- the wire

  private void answerHi() {
    server.then(200, STREAM, text("Hi") + finish("stop") + done());
  }

  private static String text(String text) {
    return chunk(
        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + text
            + "\"},\"finish_reason\":null}]");
  }

  private static String call(
      int index, @Nullable String id, @Nullable String name, @Nullable String arguments) {
    return chunk(
        "\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":"
            + index
            + (id == null ? "" : ",\"id\":\"" + id + "\",\"type\":\"function\"")
            + ",\"function\":{"
            + (name == null ? "" : "\"name\":\"" + name + "\"")
            + (name == null || arguments == null ? "" : ",")
            + (arguments == null ? "" : "\"arguments\":\"" + arguments + "\"")
            + "}}]},\"finish_reason\":null}]");
  }

  private static String finish(String reason) {
    return chunk("\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]");
  }

  private static String chunk(String members) {
    return "data: {\"id\":\"answer-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"test-model\","
        + members.replace("\n", "")
        + "}\n\n";
  }

  private static String done() {
    return "data: [DONE]\n\n";
  }

  private JsonNode body() {
    return server.received().getLast().json();
  }

  private LangChain4jModel model() {
    return model(server.uri(), Schedulers.parallel());
  }

  private LangChain4jModel model(URI host, Scheduler scheduler) {
    var model =
        new LangChain4jModel(
            Adapter.OPENAI,
            new Dialect.OpenAi(host.resolve("/v1"), KEY),
            "test-model",
            IDLE,
            Clock.systemUTC(),
            scheduler);
    models.add(model);
    return model;
  }

  private List<ModelEvent> events(ModelRequest request) {
    return Objects.requireNonNull(model().stream(request).collectList().block(PATIENCE));
  }

  private static ModelEvent.Completed completed(List<ModelEvent> events) {
    return (ModelEvent.Completed) events.getLast();
  }

  private ModelException failure(ModelRequest request) {
    var failure = new AtomicReference<ModelException>();
    assertThatThrownBy(() -> model().stream(request).blockLast(PATIENCE))
        .isInstanceOfSatisfying(ModelException.class, failure::set);
    return Objects.requireNonNull(failure.get());
  }
}
