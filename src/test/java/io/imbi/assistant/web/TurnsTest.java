package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.turn.Decision;
import io.imbi.assistant.turn.TurnEvent;
import io.imbi.assistant.turn.TurnStart;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TurnsTest {

  private static final UUID MESSAGE = UUID.fromString("6f1f0a53-1f2b-4a0e-9b6b-0123456789ab");
  private static final TurnEvent DONE = new TurnEvent.Done(MESSAGE, new TokenUsage(12, 34));

  private static final TurnEvent.ApprovalRequired APPROVAL =
      new TurnEvent.ApprovalRequired(
          "t1", "delete_project", Json.parse("{\"id\":7}"), "Deletes", Effect.DESTRUCTIVE);
  private static final String APPROVAL_JSON =
      "{\"id\":\"t1\",\"name\":\"delete_project\",\"input\":{\"id\":7},"
          + "\"description\":\"Deletes\",\"risk\":\"destructive\"}";

  private WebServer server;
  private String conversation = "";
  private FakeTurn turn = FakeTurn.scripted();

  @BeforeAll
  void start() {
    server = WebServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void newTurn() {
    turn = FakeTurn.scripted();
    server.turns.available = true;
    server.turns.answer = () -> new TurnStart.Started(turn);
    server.turns.said.clear();
    conversation =
        Json.parse(server.post("/conversations", ANN, null).body()).path("id").textValue();
  }

  @Test
  void aStreamIsExactlyItsEvents() {
    turn.emit(
        new TurnEvent.Text("Let me \"look\"\n"),
        new TurnEvent.ContentBlockStop(),
        new TurnEvent.ToolUseStart("t1", "list_projects"),
        new TurnEvent.ToolInput("{\"a\":"),
        new TurnEvent.ContentBlockStop(),
        new TurnEvent.ToolExecuting("t1", "list_projects"),
        new TurnEvent.ToolResult("t1", "list_projects"),
        new TurnEvent.ClientAction("t2", "navigate_to", Json.parse("{\"path\": \"/x\"}")),
        new TurnEvent.Text("Fünf 😀"),
        new TurnEvent.ContentBlockStop(),
        DONE,
        new TurnEvent.TitleUpdated("Projects"));
    turn.end();
    try (var connection = say("hi")) {
      assertThat(connection.head())
          .startsWith("http/1.1 200 ok")
          .contains(
              "content-type: text/event-stream",
              "cache-control: no-cache",
              "x-accel-buffering: no",
              "transfer-encoding: chunked")
          .noneMatch(header -> header.startsWith("content-encoding"))
          .noneMatch(header -> header.startsWith("access-control"));
      assertThat(connection.rest())
          .isEqualTo(
              """
              : ping

              event: text
              data: {"text":"Let me \\"look\\"\\n"}

              event: content_block_stop
              data: {}

              event: tool_use_start
              data: {"id":"t1","name":"list_projects"}

              event: tool_input
              data: {"partial_json":"{\\"a\\":"}

              event: content_block_stop
              data: {}

              event: tool_executing
              data: {"id":"t1","name":"list_projects"}

              event: tool_result
              data: {"id":"t1","name":"list_projects"}

              event: client_action
              data: {"id":"t2","action":"navigate_to","params":{"path":"/x"}}

              event: text
              data: {"text":"Fünf 😀"}

              event: content_block_stop
              data: {}

              event: done
              data: {"message_id":"6f1f0a53-1f2b-4a0e-9b6b-0123456789ab","usage":{"input_tokens":12,"output_tokens":34}}

              event: title_updated
              data: {"title":"Projects"}

              """);
    }
    var said = server.turns.said.remove();
    assertThat(said.content()).isEqualTo("hi");
    assertThat(said.conversation()).isEqualTo(UUID.fromString(conversation));
    assertThat(said.caller().owner().value()).isEqualTo(ANN);
  }

  @Test
  void eachEventLeavesAtOnceAndAlone() {
    try (var connection = say("hi")) {
      connection.head();
      assertThat(connection.chunk()).isEqualTo(": ping\n\n");
      for (String text : new String[] {"a", "b", "c"}) {
        turn.emit(new TurnEvent.Text(text));
        assertThat(connection.chunk())
            .isEqualTo("event: text\ndata: {\"text\":\"%s\"}\n\n".formatted(text));
      }
      turn.emit(DONE);
      assertThat(connection.chunk()).startsWith("event: done\n");
      turn.end();
      assertThat(connection.chunk()).isEmpty();
    }
  }

  @Test
  void aConnectionIsKeptForTheNextRequest() {
    turn.emit(DONE);
    turn.end();
    try (var connection = say("hi")) {
      connection.head();
      connection.rest();
      connection.get("/status", "none");
      assertThat(connection.head()).startsWith("http/1.1 200 ok");
    }
  }

  @Test
  void anErrorIsAnEventAndNotABareClose() {
    try (var connection = say("hi")) {
      connection.head();
      turn.emit(new TurnEvent.Text("a"));
      turn.fail(new IllegalStateException("secret detail of io.imbi.Something"));
      assertThat(connection.rest())
          .isEqualTo(
              """
              : ping

              event: text
              data: {"text":"a"}

              event: error
              data: {"message":"The answer was cut short by an internal error"}

              """);
    }
  }

  @Test
  void aTurnThatEndsWithoutAnEndGetsOne() {
    turn.emit(new TurnEvent.Text("a"));
    turn.end();
    try (var connection = say("hi")) {
      connection.head();
      assertThat(connection.rest())
          .endsWith(
              """
              event: error
              data: {"message":"The answer was cut short by an internal error"}

              """);
    }
  }

  @Test
  void aFailedTurnsOwnWordsAreTheLast() {
    turn.emit(new TurnEvent.Failed("The model is overloaded"));
    turn.end();
    try (var connection = say("hi")) {
      connection.head();
      assertThat(connection.rest())
          .isEqualTo(
              """
              : ping

              event: error
              data: {"message":"The model is overloaded"}

              """);
    }
  }

  @Test
  void aClientThatLeavesIsNoticedAtOnce() throws InterruptedException {
    try (var connection = say("hi")) {
      connection.head();
      connection.chunk();
    }
    assertThat(turn.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClientThatDoesNotReadHoldsTheTurnBack() {
    turn = FakeTurn.endless(new TurnEvent.Text("x".repeat(10_000)));
    try (var connection = say("hi", 8 * 1024)) {
      // What fits into the sockets' buffers and the server's own is taken, and then no more.
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(15))
          .until(() -> turn.given.get(), new Unchanging());
      assertThat(turn.given.get() * 10_000).isLessThan(16 * 1024 * 1024);
      long before = turn.given.get();
      connection.head();
      for (int i = 0; i < before; i++) {
        connection.chunk();
      }
      await().until(() -> turn.given.get() > before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                     | content: a string is required",
        "{'content':null}       | content: a string is required",
        "{'content':7}          | content: must be a string",
        "{'content':['hi']}     | content: must be a string",
        "{'content':''}         | content: must not be blank",
        "{'content':' \\n'}     | content: must not be blank",
        "{'content':'a\\u0000'} | content: must not contain U+0000",
        "{'content':'\\udc00a'} | content: contains half of a surrogate pair",
        "7                      | The body must be a JSON object",
        "[]                     | The body must be a JSON object",
        "{'content':'hi'        | Malformed JSON at line 1, column 16",
        "{'content':'hi'}x      | Malformed JSON at line 1, column 17"
      })
  void aMalformedMessageNamesWhatIsWrong(String body, String detail) {
    var response = message(body.replace('\'', '"'));
    assertThat(detail(response)).isEqualTo(detail);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(server.turns.said).isEmpty();
  }

  @Test
  void aMessageHasUpTo32768CharactersHoweverWide() {
    turn.emit(DONE);
    turn.end();
    String longest = "😀".repeat(32_768);
    assertThat(message("{\"content\":\"" + longest + "\"}").statusCode()).isEqualTo(200);
    assertThat(server.turns.said.remove().content()).isEqualTo(longest);
    var response = message("{\"content\":\"" + longest + "x\"}");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(detail(response))
        .isEqualTo("content: must have at most 32768 characters, has 32769");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LIMIT | 400 | Conversation has reached the maximum number of turns. Start a new"
            + " conversation.",
        "GONE | 404 | Conversation not found",
        "RUNNING | 409 | A turn is already running in this conversation",
        "UNAVAILABLE | 503 | AI assistant is not available"
      })
  void whatBecameOfTheStartIsTheStatus(String outcome, int status, String detail) {
    TurnStart start =
        switch (outcome) {
          case "LIMIT" -> new TurnStart.TurnLimitReached();
          case "GONE" -> new TurnStart.NoSuchConversation();
          case "RUNNING" -> new TurnStart.AlreadyRunning();
          default -> new TurnStart.Unavailable();
        };
    server.turns.answer = () -> start;
    var response = message("{\"content\":\"hi\"}");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo("{\"detail\":\"%s\"}".formatted(detail));
  }

  @Test
  void withoutAnAssistantTheBodyDoesNotMatter() {
    server.turns.available = false;
    var response = message("{");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(detail(response)).isEqualTo("AI assistant is not available");
  }

  @Test
  void aRunningTurnCanBeFollowedFromItsBeginning() {
    turn.emit(new TurnEvent.Text("a"));
    server.turns.running.put(UUID.fromString(conversation), turn);
    try (var connection = new RawConnection(server.port())) {
      connection.get("/conversations/" + conversation + "/turn", server.token(ANN));
      assertThat(connection.head()).contains("content-type: text/event-stream");
      assertThat(connection.chunk()).isEqualTo(": ping\n\n");
      assertThat(connection.chunk()).isEqualTo("event: text\ndata: {\"text\":\"a\"}\n\n");
      turn.emit(DONE);
      turn.end();
      assertThat(connection.rest()).startsWith("event: done\n");
    }
  }

  @Test
  void whereNoTurnRunsThereIsNothingToFollowOrStop() {
    String path = "/conversations/" + conversation + "/turn";
    assertThat(server.get(path, ANN).statusCode()).isEqualTo(204);
    var response = server.delete(path, ANN);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(detail(response)).isEqualTo("No turn is running in this conversation");
  }

  @Test
  void aTurnThatRunsElsewhereCannotBeFollowedHere() {
    server.leases.held.add(UUID.fromString(conversation));
    var response = server.get("/conversations/" + conversation + "/turn", ANN);
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(detail(response)).contains("another replica");
  }

  @Test
  void aRunningTurnIsStopped() {
    server.turns.running.put(UUID.fromString(conversation), turn);
    assertThat(server.delete("/conversations/" + conversation + "/turn", ANN).statusCode())
        .isEqualTo(202);
    assertThat(turn.stopped).isTrue();
  }

  @Test
  void callsThatWaitForApprovalAreShown() {
    server.turns.approvals = List.of(APPROVAL);
    var response = server.get("/conversations/" + conversation + "/approvals", ANN);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("[" + APPROVAL_JSON + "]");
  }

  @Test
  void aStreamThatWaitsForApprovalHasAnEndForClientsThatKnowOfNone() {
    turn.emit(APPROVAL);
    turn.end();
    try (var connection = say("hi")) {
      connection.head();
      assertThat(connection.rest())
          .isEqualTo(
              """
              : ping

              event: approval_required
              data: %s

              event: done
              data: {"message_id":null,"usage":{"input_tokens":0,"output_tokens":0}}

              """
                  .formatted(APPROVAL_JSON));
    }
  }

  @Test
  void aDecisionLetsTheTurnGoOn() {
    turn.emit(DONE);
    turn.end();
    var response = decide("{\"decision\":\"deny\",\"reason\":\"not now\"}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith(": ping\n\nevent: done\n");
    assertThat(server.turns.decided.remove())
        .isEqualTo(new FakeTurns.Decided("t1", new Decision(false, "not now")));
  }

  @Test
  void aDecisionAboutNothingIsRefused() {
    server.turns.answer = TurnStart.NoSuchApproval::new;
    var unknown = decide("{\"decision\":\"approve\"}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(detail(unknown)).isEqualTo("No such call waits for approval");
    assertThat(server.turns.decided.remove().decision()).isEqualTo(new Decision(true, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"decision\":null}",
        "{\"decision\":true}",
        "{\"decision\":\"Approve\"}",
        "{\"decision\":\"\"}",
        "{\"approved\":true}"
      })
  void aDecisionIsToApproveOrToDeny(String body) {
    var refused = decide(body);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(detail(refused)).isEqualTo("decision: must be approve or deny");
    assertThat(server.turns.decided).isEmpty();
  }

  private HttpResponse<String> decide(String body) {
    return server.post("/conversations/" + conversation + "/approvals/t1", ANN, body);
  }

  private RawConnection say(String content) {
    return say(content, 0);
  }

  private RawConnection say(String content, int receiveBuffer) {
    return new RawConnection(server.port(), receiveBuffer)
        .post(
            "/conversations/" + conversation + "/messages",
            server.token(ANN),
            "{\"content\":\"" + content + "\"}");
  }

  private HttpResponse<String> message(String body) {
    return server.post("/conversations/" + conversation + "/messages", ANN, body);
  }

  private static String detail(HttpResponse<String> response) {
    return Json.parse(response.body()).path("detail").textValue();
  }

  /** Holds for a number that is what it was the last time. */
  private static final class Unchanging implements Predicate<Long> {
    private long last = -1;

    @Override
    public boolean test(Long now) {
      boolean same = now > 0 && now == last;
      last = now;
      return same;
    }
  }
}
