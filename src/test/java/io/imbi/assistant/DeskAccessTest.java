package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import io.imbi.assistant.scripted.ScriptedClaude;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may use the desk, and what becomes of their credentials. */
class DeskAccessTest {

  private static final String OPERATOR = "an operator's own token";

  private final Service service =
      new Service(Map.of("imbi.queue.worker", true, "imbi.desk.token", OPERATOR));

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void whoeverIsAtThisMachineNeedsNoLogin() {
    RawHttp http = new RawHttp(service.port());
    assertThat(http.get("/api/me"))
        .contains("200", "\"you@localhost\"", "\"administrator\":true", "\"login\":\"none\"");
    assertThat(http.get("/api/me", "Host: evil.example")).contains("403");
    assertThat(http.get("/api/me", "Host: localhost:" + service.port())).contains(" 200 ");
    assertThat(http.get("/api/me", "Origin: http://evil.example")).contains("403");
    assertThat(http.get("/api/me", "Origin: null")).contains("403");
    assertThat(http.get("/api/me", "Origin: http://127.0.0.1:" + service.port())).contains(" 200 ");
    assertThat(http.get("/api/me", "Authorization: Bearer nonsense"))
        .contains("401", "Invalid token");
    assertThat(http.get("/api/me", "Authorization: Basic eDp5")).contains("401");
    assertThat(http.get("/conversations")).as("contract of the stream").contains("401");
  }

  @Test
  void whereOthersCanReachTheServerALoginIsNeeded() {
    try (Service exposed = service.replica(Map.of("micronaut.server.host", "0.0.0.0"))) {
      assertThat(new RawHttp(exposed.port()).get("/api/me")).contains("401", "Not authenticated");
    }
  }

  @Test
  void theOperatorsTokenIsAnAdministrators() {
    RawHttp http = new RawHttp(service.port());
    String me = http.get("/api/me", "Authorization: Bearer " + OPERATOR);
    assertThat(me)
        .contains("200", "\"operator@localhost\"", "\"administrator\":true", "\"login\":\"token\"");
    assertThat(http.get("/api/me", "Authorization: Bearer " + OPERATOR + "x")).contains("401");
  }

  @Test
  void onlyAdministratorsSeeLogsConfigurationAndOthersTasks() {
    service.claude.enqueue(Answer.saying("Hello."));
    DeskClient ann = DeskClient.of(service);
    ann.answered(ann.create(), "Hello?");
    RawHttp http = new RawHttp(service.port());
    String bob = "Authorization: Bearer " + service.token("bob@example.com", false);

    assertThat(http.get("/api/logs", bob)).contains("403");
    assertThat(http.get("/api/logs/2026-01-01", bob)).contains("403");
    assertThat(http.get("/api/config", bob)).contains("403");
    assertThat(http.get("/api/queue/tasks", bob)).contains("{\"tasks\":[]}");
    assertThat(http.get("/api/queue", bob)).contains("\"done\":0");
    assertThat(http.get("/api/queue")).contains("\"done\":1");
    assertThat(http.get("/api/queue/tasks?state=done")).contains("\"owner\":\"ann@example.com\"");
    assertThat(http.get("/api/queue/tasks?state=odd")).contains("422");
    assertThat(http.get("/api/queue/tasks?before=odd")).contains("422");
    assertThat(http.get("/api/logs/2026-01-01")).contains("404");
    assertThat(http.get("/api/logs/..%2f..%2fetc")).contains("404");
  }

  @Test
  void theConfigurationIsShownWithoutItsSecrets() {
    JsonNode settings =
        DeskClient.json(200, service.send("GET", "/api/config", "")).path("settings");

    assertThat(settings.toString()).doesNotContain(OPERATOR, ScriptedClaude.API_KEY);
    assertThat(setting(settings, "IMBI_DESK_TOKEN").toString())
        .isEqualTo(
            "{\"variable\":\"IMBI_DESK_TOKEN\",\"value\":\"••••\",\"default\":null,\"secret\":true}");
    assertThat(setting(settings, "JIMS_API_KEY").path("value").isNull()).isTrue();
    assertThat(setting(settings, "POSTGRES_URL").path("secret").asBoolean()).isTrue();
    assertThat(setting(settings, "IMBI_QUEUE_CONCURRENCY").path("value").asText()).isEqualTo("16");
    assertThat(setting(settings, "ENVIRONMENT").path("value").asText()).isEqualTo("development");
    assertThat(setting(settings, "IMBI_ASSISTANT_MAX_TOKENS").path("secret").asBoolean()).isFalse();
  }

  private static JsonNode setting(JsonNode settings, String variable) {
    for (JsonNode each : settings) {
      if (each.path("variable").asText().equals(variable)) {
        return each;
      }
    }
    throw new AssertionError("There is no " + variable);
  }

  @Test
  void noCredentialIsReadableInTheDatabaseAndNoneIsLeftWhenTheTaskHasEnded() {
    try (Service serving =
        service.replica(Map.of("imbi.queue.worker", false, "imbi.queue.model-calls", 1))) {
      var gate = new Gate();
      service.claude.enqueue(
          Answer.answer().text("Wait").hold(gate).text("."), Answer.saying("Hello."));
      DeskClient ann = DeskClient.of(serving);
      String conversation = ann.create();
      ann.ask(conversation, "First?");
      String task = ann.ask(conversation, "Second?");
      assertThat(service.texts("SELECT encode(sealed, 'escape') FROM imbi_assistant.task_caller"))
          .hasSize(2)
          .noneMatch(each -> each.contains("eyJ"));
      assertThat(service.texts("SELECT row_to_json(task)::text FROM imbi_assistant.task"))
          .noneMatch(row -> row.contains("eyJ"));
      gate.open();
      ann.await(task);
      assertThat(service.texts("SELECT task_id::text FROM imbi_assistant.task_caller")).isEmpty();
    }
  }

  @Test
  void anExpiredLoginIsSaidToBeOne() {
    DeskClient ann = DeskClient.of(service);
    String conversation = ann.create();
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("Wait").hold(gate).text("."));
    ann.ask(conversation, "First?");
    service.claude.awaitRequest(0);
    String task = ann.ask(conversation, "Second?");
    service.run("UPDATE imbi_assistant.task_caller SET expires_at = now() - interval '1 second'");
    gate.open();

    JsonNode ended = ann.await(task);

    assertThat(ended.path("status").asText()).isEqualTo("failed");
    assertThat(ended.path("messages").path(0).path("content").asText()).contains("login");
    assertThat(ann.told(conversation)).hasSize(4);
    assertThat(service.claude.streamed()).hasSize(1);
  }

  @Test
  void oddRequestsAreRefusedAndDoNotStallTheQueue() {
    DeskClient ann = DeskClient.of(service);
    String conversation = ann.create();
    String messages = DeskClient.messages(conversation);
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "{\"content\":5}",
            "{\"content\":\"  \"}",
            "{\"content\":\"\\u0000\"}",
            "{\"content\":\"\\ud800\"}",
            "{\"content\":" + "[".repeat(100_000),
            "{\"content\":\"" + "x".repeat(40_000) + "\"}")) {
      assertThat(ann.send("POST", messages, body).statusCode())
          .as(body.substring(0, Math.min(30, body.length())))
          .isEqualTo(422);
    }
    assertThat(ann.send("POST", messages, "\"" + "x".repeat(16_000_000) + "\"").statusCode())
        .isEqualTo(413);
    assertThat(ann.send("GET", "/conversations/" + "a".repeat(4000) + "/history", "").statusCode())
        .isEqualTo(404);
    assertThat(ann.send("GET", "/tasks/" + "a".repeat(4000), "").statusCode()).isEqualTo(404);
    assertThat(ann.send("GET", "/tasks/%00%ff", "").statusCode()).isBetween(400, 499);
    assertThat(
            new RawHttp(service.port())
                .post("/api/chat" + messages, "text/plain", "{\"content\":\"x\"}"))
        .contains("415");
    assertThat(ann.history(conversation)).isEmpty();

    service.claude.enqueue(Answer.saying("Hello."));
    assertThat(ann.answered(conversation, "𝔘nicode \u202e ok").path("status").asText())
        .isEqualTo("done");
  }
}
