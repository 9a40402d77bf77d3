package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static io.imbi.assistant.web.WebServer.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversationsTest {

  private WebServer server;

  @BeforeAll
  void start() {
    server = WebServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @AfterEach
  void nothingBlockedAnEventLoop() {
    server.turns.available = true;
    assertThat(server.conversations.calledOnEventLoop).isFalse();
  }

  @Test
  void aNewConversationHasAllMembersAndTheDefaultModel() {
    var response = server.post("/conversations", ANN, null);
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode json = Json.parse(response.body());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "id", "user_email", "title", "created_at", "updated_at", "model", "is_archived");
    assertThat(json.path("user_email").textValue()).isEqualTo(ANN);
    assertThat(json.path("title").isNull()).isTrue();
    assertThat(json.path("model").textValue()).isEqualTo("model-by-default");
    assertThat(json.path("is_archived").booleanValue()).isFalse();
    assertThat(OffsetDateTime.parse(json.path("created_at").textValue()).getYear()).isEqualTo(2026);
    assertThat(json.path("created_at").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model':'mine'} | mine",
        "{'model':null}   | model-by-default",
        "{}               | model-by-default",
        "null             | model-by-default",
        "{'other':[1]}    | model-by-default"
      })
  void theModelMayBeNamed(String body, String model) {
    var response = server.post("/conversations", ANN, body.replace('\'', '"'));
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(Json.parse(response.body()).path("model").textValue()).isEqualTo(model);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":1}",
        "{\"model\":\"\"}",
        "{\"model\":[]}",
        "[]",
        "7",
        "\"x\"",
        "{",
        "{}{}"
      })
  void aMalformedBodyMakesNoConversation(String body) {
    int before = Json.parse(server.get("/conversations?limit=100", ANN).body()).size();
    var response = server.post("/conversations", ANN, body);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(detail(response)).isNotBlank();
    assertThat(Json.parse(server.get("/conversations?limit=100", ANN).body())).hasSize(before);
  }

  @Test
  void withoutAnAssistantThereIsNoConversation() {
    server.turns.available = false;
    var response = server.post("/conversations", ANN, "{");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("{\"detail\":\"AI assistant is not available\"}");
  }

  @Test
  void aListHoldsTheCallersOwnNewestFirst() {
    String carol = "carol@example.com";
    String first = create(carol);
    String second = create(carol);
    create(ANN);
    server.patch("/conversations/" + first, carol, "{\"title\":\"again\"}");
    assertThat(ids("/conversations", carol)).containsExactly(first, second);
    assertThat(ids("/conversations?limit=1", carol)).containsExactly(first);
    assertThat(ids("/conversations?limit=1&offset=1", carol)).containsExactly(second);
    server.patch("/conversations/" + first, carol, "{\"is_archived\":true}");
    assertThat(ids("/conversations", carol)).containsExactly(second);
    assertThat(ids("/conversations?include_archived=true", carol)).containsExactly(first, second);
    server.patch("/conversations/" + first, carol, "{\"is_archived\":false}");
    assertThat(ids("/conversations", carol)).containsExactly(first, second);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, 1",
    "limit=-5, 1",
    "limit=1000, 3",
    "limit=99999999999999999999, 3",
    "offset=-1, 3",
    "offset=99999999999999999999, 0"
  })
  void numbersBeyondTheirRangeAreBroughtIntoIt(String query, int size) {
    String dave = "dave-" + query.hashCode() + "@example.com";
    for (int i = 0; i < 3; i++) {
      create(dave);
    }
    assertThat(ids("/conversations?" + query, dave)).hasSize(size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"limit=many", "limit=", "limit=1.5", "offset=x", "include_archived=perhaps"})
  void aParameterThatIsNoneIsRefusedByName(String query) {
    var response = server.get("/conversations?" + query, ANN);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(detail(response)).startsWith(query.replaceAll("=.*", ": must be"));
  }

  @Test
  void aConversationComesWithItsMessages() {
    var id = UUID.fromString("6f1f0a53-1f2b-4a0e-9b6b-0123456789ab");
    var message = UUID.fromString("7f1f0a53-1f2b-4a0e-9b6b-0123456789ab");
    var at = Instant.parse("2026-11-22T10:00:00.123456Z");
    server.conversations.put(
        new History(
            new Conversation(id, new Owner(ANN), "Title", at, at, "m", false),
            List.of(
                new Message(message, id, Role.USER, "hi", List.of(), List.of(), at, 0, null, null),
                new Message(
                    message,
                    id,
                    Role.ASSISTANT,
                    "",
                    List.of(new ToolUse("t1", "list", Json.parse("{\"a\":1.50}"))),
                    List.of(),
                    at,
                    1,
                    new TokenUsage(3, 4),
                    null),
                new Message(
                    message,
                    id,
                    Role.USER,
                    "",
                    List.of(),
                    List.of(
                        new ToolResult("t1", Json.text("no"), true),
                        new ToolResult("t2", Json.parse("[{\"type\":\"text\"}]"), false)),
                    at,
                    2,
                    null,
                    null))));
    var response = server.get("/conversations/" + id, ANN);
    assertThat(response.statusCode()).isEqualTo(200);
    String at6 = "2026-11-22T10:00:00.123456+00:00";
    String both = "\"id\":\"%s\",\"conversation_id\":\"%s\",".formatted(message, id);
    assertThat(response.body())
        .isEqualTo(
            ("{\"id\":\"%s\",\"user_email\":\"ann@example.com\",\"title\":\"Title\",\"created_at\":\"%s\","
                 + "\"updated_at\":\"%s\",\"model\":\"m\",\"is_archived\":false,\"messages\":[")
                    .formatted(id, at6, at6)
                + ("{%s\"role\":\"user\",\"content\":\"hi\",\"tool_use\":null,\"tool_results\":null,"
                       + "\"created_at\":\"%s\",\"sequence\":0,\"token_usage\":null},")
                    .formatted(both, at6)
                + ("{%s\"role\":\"assistant\",\"content\":\"\",\"tool_use\":[{\"id\":\"t1\",\"name\":\"list\","
                       + "\"input\":{\"a\":1.50}}],\"tool_results\":null,\"created_at\":\"%s\",\"sequence\":1,"
                       + "\"token_usage\":{\"input_tokens\":3,\"output_tokens\":4}},")
                    .formatted(both, at6)
                + ("{%s\"role\":\"user\",\"content\":\"\",\"tool_use\":null,\"tool_results\":["
                       + "{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"no\",\"is_error\":true},"
                       + "{\"type\":\"tool_result\",\"tool_use_id\":\"t2\",\"content\":[{\"type\":\"text\"}]}],"
                       + "\"created_at\":\"%s\",\"sequence\":2,\"token_usage\":null}]}")
                    .formatted(both, at6));
  }

  @Test
  void aTitleIsChangedAndNullLeavesIt() {
    String path = "/conversations/" + create(ANN);
    assertThat(title(server.patch(path, ANN, "{\"title\":\"Ünï 😀\"}"))).isEqualTo("Ünï 😀");
    assertThat(title(server.patch(path, ANN, "{\"title\":null}"))).isEqualTo("Ünï 😀");
    assertThat(title(server.patch(path, ANN, "{}"))).isEqualTo("Ünï 😀");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'title':1}          | title: must be a string",
        "{'title':['a']}      | title: must be a string",
        "{'title':'\\u0000'}  | title: must not contain U+0000",
        "{'title':'\\ud800'}  | title: contains half of a surrogate pair",
        "{'is_archived':'no'} | is_archived: must be true or false",
        "{'is_archived':0}    | is_archived: must be true or false",
        "[]                   | The body must be a JSON object",
        "null                 | The body must be a JSON object",
        "''                   | The body must be a JSON object"
      })
  void aMalformedChangeNamesWhatIsWrong(String body, String detail) {
    var response = server.patch("/conversations/" + create(ANN), ANN, body.replace('\'', '"'));
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(detail(response)).isEqualTo(detail);
  }

  @Test
  void aDeletedConversationIsGone() {
    String path = "/conversations/" + create(ANN);
    var response = server.delete(path, ANN);
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(server.delete(path, ANN).statusCode()).isEqualTo(404);
    assertThat(server.get(path, ANN).statusCode()).isEqualTo(404);
  }

  @Test
  void anotherPersonsConversationDoesNotExistOnAnyRoute() {
    String id = create(ANN);
    String unknown = UUID.randomUUID().toString();
    for (String path : List.of("/conversations/" + id, "/conversations/" + unknown)) {
      assertGone(server.get(path, BOB));
      assertGone(server.patch(path, BOB, "{\"title\":\"mine\"}"));
      assertGone(server.delete(path, BOB));
      assertGone(server.post(path + "/messages", BOB, "{\"content\":\"hi\"}"));
      assertGone(server.get(path + "/approvals", BOB));
      assertGone(server.post(path + "/approvals/t1", BOB, "{\"decision\":\"approve\"}"));
      assertGone(server.get(path + "/turn", BOB));
      assertGone(server.delete(path + "/turn", BOB));
    }
    assertThat(server.get("/conversations/" + id, ANN).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "not-an-id",
        "1-1-1-1-1",
        "%00",
        "..%2F..",
        "{6f1f0a53-1f2b-4a0e-9b6b-0123456789ab"
      })
  void whatIsNoIdIsTheIdOfNothing(String id) {
    String path = "/conversations/" + id.replace("{", "%7B");
    assertGone(server.get(path, ANN));
    assertGone(server.patch(path, ANN, "{}"));
    assertGone(server.delete(path, ANN));
    assertGone(server.post(path + "/messages", ANN, "{\"content\":\"hi\"}"));
    assertGone(server.get(path + "/turn", ANN));
    assertGone(server.delete(path + "/turn", ANN));
  }

  @Test
  void whatTheClientAcceptsChangesNothing() {
    var response =
        server.send(
            server
                .request("/conversations", ANN)
                .header("Accept", "text/html")
                .POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() {
    var response =
        server.send(
            server
                .request("/conversations/" + create(ANN), ANN)
                .header("Content-Type", "text/plain")
                .method("PATCH", BodyPublishers.ofString("{}")));
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(detail(response)).contains("application/json");
  }

  private String create(String email) {
    return Json.parse(server.post("/conversations", email, null).body()).path("id").textValue();
  }

  private List<String> ids(String path, String email) {
    var response = server.get(path, email);
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.parse(response.body()).findValuesAsText("id");
  }

  private static String title(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.parse(response.body()).path("title").textValue();
  }

  private static String detail(HttpResponse<String> response) {
    return Json.parse(response.body()).path("detail").textValue();
  }

  private static void assertGone(HttpResponse<String> response) {
    assertThat(response.body()).isEqualTo("{\"detail\":\"Conversation not found\"}");
    assertThat(response.statusCode()).isEqualTo(404);
  }
}
