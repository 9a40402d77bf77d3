package io.imbi.assistant.model.langchain4j;

import static io.imbi.assistant.model.langchain4j.Requests.assistant;
import static io.imbi.assistant.model.langchain4j.Requests.hello;
import static io.imbi.assistant.model.langchain4j.Requests.object;
import static io.imbi.assistant.model.langchain4j.Requests.request;
import static io.imbi.assistant.model.langchain4j.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

class OllamaTest {

  private static final String LINES = "application/x-ndjson";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ScriptedServer server = new ScriptedServer();
  private final LangChain4jModel model =
      new LangChain4jModel(
          Adapter.OLLAMA,
          new Dialect.Ollama(server.uri()),
          "test-model",
          Duration.ofSeconds(30),
          Clock.systemUTC(),
          Schedulers.parallel());

  @AfterEach
  void close() {
    model.close();
    server.close();
  }

  @Test
  void textComesLineByLine() {
    var first = new Gate();
    server.then(
        wire -> {
          wire.head(200, LINES).send(text("Hel"));
          first.await();
          wire.send(text("lo")).send(done("stop"));
        });
    List<ModelEvent> events = new CopyOnWriteArrayList<>();

    model.stream(hello())
        .doOnNext(
            event -> {
              events.add(event);
              first.open();
            })
        .blockLast(PATIENCE);

    assertThat(events)
        .startsWith(
            new ModelEvent.TextDelta("Hel"),
            new ModelEvent.TextDelta("lo"),
            ModelEvent.BlockStopped.INSTANCE);
    ModelEvent.Completed completed = (ModelEvent.Completed) events.getLast();
    assertThat(completed.content()).containsExactly(new ContentBlock.Text("Hello"));
    assertThat(completed.stopReason()).isEqualTo(StopReason.END_TURN);
    assertThat(completed.usage()).isEqualTo(new Usage(26, 5, 0, 0));
  }

  @Test
  void callsComeWholeAndGetIdsOfOurs() {
    server.then(
        200,
        LINES,
        calls(
                "{\"function\":{\"index\":0,\"name\":\"find\",\"arguments\":{\"q\":\"x\"}}}",
                "{\"function\":{\"index\":1,\"name\":\"count\",\"arguments\":{}}}")
            + done("stop"));

    ModelEvent.Completed completed = completed(hello());

    assertThat(completed.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(completed.content())
        .map(block -> (ContentBlock.ToolUse) block)
        .satisfiesExactly(
            find -> {
              assertThat(find.name()).isEqualTo("find");
              assertThat(find.input()).isEqualTo(object("{\"q\":\"x\"}"));
            },
            count -> {
              assertThat(count.name()).isEqualTo("count");
              assertThat(count.input()).isEqualTo(Json.object());
            })
        .extracting(ContentBlock.ToolUse::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.startsWith("call_"));
  }

  @Test
  void referencesAreReplacedByWhatTheyReferTo() {
    server.then(200, LINES, text("Hi") + done("stop"));

    completed(
        request(
            List.of(new OfferedTool(Requests.tree(), false)),
            ToolUseMode.ALLOWED,
            List.of(user("Grow"))));

    JsonNode properties = body().at("/tools/0/function/parameters/properties");
    assertThat(properties.path("root"))
        .isEqualTo(
            Json.parse(
                """
                {"type":"object","properties":{
                   "name":{"type":"string"},
                   "children":{"type":"array","items":{"type":"object"}}},
                 "description":"Where it begins"}
                """));
    assertThat(body().at("/tools/0/function/parameters/required"))
        .isEqualTo(Json.parse("[\"root\"]"));
  }

  @Test
  void theHistoryIsSentInItsForm() {
    server.then(200, LINES, text("Hi") + done("stop"));

    completed(
        request(
            List.of(),
            ToolUseMode.ALLOWED,
            List.of(
                user("Look"),
                assistant(new ContentBlock.ToolUse("c1", "find", object("{\"q\":\"x\"}"))),
                user(new ContentBlock.ToolResult("c1", Json.text("found"), false)))));

    assertThat(server.received().getFirst().line()).isEqualTo("POST /api/chat HTTP/1.1");
    JsonNode messages = body().path("messages");
    assertThat(messages.findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "tool");
    assertThat(messages.get(2).at("/tool_calls/0/function/arguments"))
        .isEqualTo(Json.parse("{\"q\":\"x\"}"));
    assertThat(messages.get(3).path("content").asText()).isEqualTo("found");
    assertThat(body().at("/options/num_predict").asInt()).isEqualTo(256);
    assertThat(server.received().getFirst().headers()).doesNotContainKey("authorization");
  }

  @Test
  void toolsThatMayNotBeCalledAreLeftOut() {
    server.then(200, LINES, text("Hi") + done("stop"));

    completed(
        request(
            List.of(new OfferedTool(Requests.tree(), false)),
            ToolUseMode.FORBIDDEN,
            List.of(user("Grow"))));

    assertThat(body().path("tools").isEmpty()).isTrue();
  }

  @Test
  void anErrorLineFailsTheAnswer() {
    server.then(200, LINES, text("Hel") + "{\"error\":\"model runner has stopped\"}\n");

    ModelException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.detail()).contains("model runner has stopped");
  }

  @Test
  void anAnswerWithoutItsLastLineIsCut() {
    server.then(200, LINES, text("Hel"));

    assertThat(failure().kind()).isEqualTo(Kind.CUT);
  }

  @Test
  void aModelThatIsNotThereIsUnknownInItsWords() {
    server.then(404, "application/json", "{\"error\":\"model 'test-model' not found\"}");

    ModelException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_MODEL);
    assertThat(failure.detail()).contains("not found");
  }

  @Test
  void anAnswerThatReachedTheTokenLimitSaysSo() {
    server.then(200, LINES, text("Hel") + done("length"));

    assertThat(completed(hello()).stopReason()).isEqualTo(StopReason.MAX_TOKENS);
  }

  @Test
  void cancellingClosesTheConnectionAtOnce() {
    var closed = new Gate();
    server.then(
        wire -> {
          wire.head(200, LINES).send(text("Hel"));
          wire.awaitClosed();
          closed.open();
        });
    List<ModelEvent> events = new CopyOnWriteArrayList<>();
    Disposable subscription = model.stream(hello()).subscribe(events::add);
    await().until(() -> !events.isEmpty());

    subscription.dispose();

    await().atMost(Duration.ofSeconds(2)).until(closed::isOpen);
  }

  private static String text(String text) {
    return line("\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"done\":false");
  }

  private static String calls(String... calls) {
    return line(
        "\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
            + String.join(",", calls)
            + "]},\"done\":false");
  }

  private static String done(String reason) {
    return line(
        "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\""
            + reason
            + "\",\"prompt_eval_count\":26,\"eval_count\":5");
  }

  private static String line(String members) {
    return "{\"model\":\"test-model\",\"created_at\":\"2026-11-22T11:22:42.180546Z\","
        + members
        + "}\n";
  }

  private JsonNode body() {
    return server.received().getLast().json();
  }

  private ModelEvent.Completed completed(ModelRequest request) {
    return (ModelEvent.Completed) Objects.requireNonNull(model.stream(request).blockLast(PATIENCE));
  }

  private ModelException failure() {
    var failure = new AtomicReference<ModelException>();
    assertThatThrownBy(() -> model.stream(hello()).blockLast(PATIENCE))
        .isInstanceOfSatisfying(ModelException.class, failure::set);
    return Objects.requireNonNull(failure.get());
  }
}
