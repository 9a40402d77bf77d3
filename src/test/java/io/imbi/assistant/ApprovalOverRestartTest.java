package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A call that waits for a person while the service is stopped and started again. */
class ApprovalOverRestartTest {

  private static final Map<String, Object> ASKING = Map.of("imbi.assistant.approval", "mutating");

  @Test
  void whatWasShownRunsAfterTheRestartAndTheTurnGoesOn() {
    String conversation;
    Map<String, Object> sameDatabase = new HashMap<>(ASKING);
    try (var before = new Service(ASKING).withTools()) {
      sameDatabase.putAll(before.database.properties());
      conversation = before.newConversation();
      before.claude.enqueue(
          Answer.calling(
              "toolu_1",
              "create_team",
              "{\"org_slug\":\"acme\",\"name\":\"Night Watch\",\"slug\":\"night-watch\"}"));

      List<Client.Event> events = before.ask(conversation, "We need a night watch");

      assertThat(events).extracting("name").endsWith("approval_required", "done");
      JsonNode asked = events.get(events.size() - 2).data();
      assertThat(asked.path("name").asText()).isEqualTo("create_team");
      assertThat(asked.path("risk").asText()).isEqualTo("mutating");
      assertThat(asked.at("/input/slug").asText()).isEqualTo("night-watch");
    }

    try (var after = new Service(sameDatabase).withTools()) {
      after.claude.enqueue(Answer.saying("There is one now."));
      String path = "/conversations/" + conversation + "/approvals";
      JsonNode waiting = Json.parse(after.send("GET", path, "").body());
      assertThat(waiting.findValuesAsText("id")).containsExactly("toolu_1");

      String stream = after.send("POST", path + "/toolu_1", "{\"decision\":\"approve\"}").body();

      assertThat(stream.lines().filter(line -> line.startsWith("event: ")))
          .containsSubsequence(
              "event: tool_executing", "event: tool_result", "event: text", "event: done");
      JsonNode result = after.claude.streamed().getLast().toolResults().getFirst();
      assertThat(result.path("is_error").asBoolean()).isFalse();
      assertThat(result.path("content").asText()).contains("night-watch");
      assertThat(after.claude.refusals()).isEmpty();
      assertThat(after.send("POST", path + "/toolu_1", "{\"decision\":\"deny\"}").statusCode())
          .isEqualTo(404);
    }
  }
}
