package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.langchain4j.ScriptedServer;
import io.imbi.assistant.scripted.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole service with a model that is not Claude. */
class OtherProvidersTest {

  private static final String STREAM = "text/event-stream";

  private final ScriptedServer openAi = new ScriptedServer();

  @AfterEach
  void close() {
    openAi.close();
  }

  @Test
  void ofManyToolsTheModelFindsAndCallsTheOneItNeeds() {
    openAi
        .then(200, STREAM, call("c1", "find_tools", "{\"query\":\"create organization\"}"))
        .then(
            200, STREAM, call("c2", "create_organization", "{\"name\":\"Beta\",\"slug\":\"beta\"}"))
        .then(200, STREAM, text("Beta is there."))
        .then(200, STREAM, text("Beta"))
        .then(200, STREAM, text("Yes."));

    try (Service service =
        new Service(onOpenAi(Map.of("imbi.assistant.tool-loading", "search"))).withTools()) {
      String conversation = service.newConversation();
      List<Client.Event> events = service.ask(conversation, "Make Beta");

      assertThat(events).extracting(Client.Event::name).contains("done").doesNotContain("error");
      JsonNode results = service.conversation(conversation).path("messages").path(4);
      assertThat(results.path("tool_results").path(0).path("is_error").asBoolean()).isFalse();
      assertThat(results.path("tool_results").path(0).path("content").asText()).contains("beta");

      service.ask(conversation, "Sure?");
    }

    List<List<String>> offered =
        List.of(toolsOf(0), toolsOf(1), toolsOf(2), toolsOf(openAi.received().size() - 1));
    assertThat(offered.get(0))
        .contains("find_tools", "navigate_to", "list_organizations")
        .doesNotContain("create_organization");
    assertThat(offered.get(1)).contains("create_organization");
    for (int i = 1; i < offered.size(); i++) {
      assertThat(offered.get(i)).startsWith(offered.get(i - 1).toArray(String[]::new));
    }
  }

  @Test
  void aConversationGoesOnWithAnotherProviderAndBack() {
    try (Service claude = new Service(Map.of()).withTools()) {
      String conversation = claude.newConversation();
      claude.claude.enqueue(
          Answer.answer()
              .thinking("Hm", "signature")
              .text("Let me look.")
              .toolUse("toolu_1", "list_organizations", "{}"),
          Answer.answer().thinking("So", "another").text("There is Acme."));
      claude.ask(conversation, "What is there?");

      openAi
          .then(404, "application/json", "{\"error\":{\"code\":\"model_not_found\"}}")
          .then(200, STREAM, call("call.1", "list_organizations", "{}"))
          .then(200, STREAM, text("Still Acme."));
      try (Service other =
          new Service(onOpenAi(Map.of("postgres.url", claude.database.url()))).withTools()) {
        assertThat(other.ask(conversation, "And now?"))
            .extracting(Client.Event::name)
            .contains("done")
            .doesNotContain("error");
      }
      claude.claude.enqueue(Answer.saying("Yes, Acme."));
      claude.ask(conversation, "Really?");

      assertThat(openAi.received())
          .extracting(received -> received.json().path("model").asText())
          .containsExactly("claude-sonnet-4-6", "other-model", "other-model");
      assertThat(openAi.received().getLast().body())
          .contains("Let me look.", "There is Acme.", "\"toolu_1\"")
          .doesNotContain("signature", "thinking");
      assertThat(claude.claude.refusals()).isEmpty();
      assertThat(claude.stored(conversation)).last().isEqualTo("assistant: Yes, Acme.");
      JsonNode messages = claude.claude.lastRequest().body().path("messages");
      assertThat(messages.path(1).path("content").path(0))
          .isEqualTo(
              Json.parse(
                  "{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"signature\"}"));
      assertThat(Json.write(messages)).contains("\"call_1\"", "Still Acme.");
    }
  }

  private Map<String, Object> onOpenAi(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("imbi.assistant.provider", "openai");
    settings.put("imbi.assistant.provider-base-url", openAi.uri() + "/v1");
    settings.put("imbi.assistant.model", "other-model");
    return settings;
  }

  private List<String> toolsOf(int request) {
    List<String> names = new ArrayList<>();
    for (JsonNode tool : openAi.received().get(request).json().path("tools")) {
      names.add(tool.path("function").path("name").asText());
    }
    return names;
  }

  private static String text(String text) {
    return answer(Json.write(Map.of("content", text)), "stop");
  }

  private static String call(String id, String name, String arguments) {
    return answer(
        Json.write(
            Map.of(
                "tool_calls",
                List.of(
                    Map.of(
                        "index",
                        0,
                        "id",
                        id,
                        "type",
                        "function",
                        "function",
                        Map.of("name", name, "arguments", arguments))))),
        "tool_calls");
  }

  private static String answer(String delta, String reason) {
    return chunk(delta, "null") + chunk("{}", "\"" + reason + "\"") + "data: [DONE]\n\n";
  }

  private static String chunk(String delta, String reason) {
    return "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }
}
