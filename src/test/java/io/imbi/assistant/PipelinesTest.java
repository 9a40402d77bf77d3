package io.imbi.assistant;

import static io.imbi.assistant.ChatCaller.messages;
import static io.imbi.assistant.ChatCaller.saying;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipelines that somebody else wrote. */
class PipelinesTest {

  private static Service service(String app) {
    return new Service(Map.of("jims.app", app, "imbi.assistant.sandbox", "off"));
  }

  @Test
  void theExampleAnswersGreetsAndRemembers() {
    try (Service service = service("faq");
        var caller = new ChatCaller(service.port())) {
      JsonNode first =
          caller.chat(
              saying("c", "What about a REFUND?")
                  .put("run_conversation_start_on_new_thread", true));
      assertThat(messages(first))
          .containsExactly("Welcome. What would you like to know?", "Within 30 days.");

      JsonNode second =
          caller.chat(
              saying("c", "Who are you?").put("run_conversation_start_on_new_thread", true));
      assertThat(messages(second)).isEmpty();
      assertThat(second.path("events"))
          .containsExactly(
              Json.parse(
                  """
                  {"event_type":"state.set.unanswered","event_data":{"value":1}}\
                  """),
              Json.parse(
                  """
                  {"event_type":"comm.assistant_message_with_buttons","event_data":{
                    "role":"assistant","content":"I do not know. Shall I call somebody?",
                    "buttons":[{"id":"call","label":"Yes, please"}]}}
                  """));
      assertThat(caller.chat("c", "Why?").path("events").path(0).path("event_data").path("value"))
          .isEqualTo(Json.tree(2));
      assertThat(messages(caller.chat("d", "refund"))).containsExactly("Within 30 days.");
    }
  }

  @Test
  void theDocumentationShowsTheExampleAsItIs() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java/io/imbi/assistant/thread/example/FaqPipeline.java"));

    assertThat(Files.readString(Path.of("docs/pipelines.md")))
        .contains("```java\n" + source.substring(source.indexOf("@Singleton")) + "```");
  }

  @ParameterizedTest
  @CsvSource({"tell, the archive is closed", "error, internal error", "anything, internal error"})
  void aFailureTellsOnlyWhatWasWrittenForTheCaller(String message, String reason) {
    try (Service service = service("FailingPipeline");
        var caller = new ChatCaller(service.port())) {
      var response = caller.post(saying("c", message));

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(Json.parse(response.body()))
          .isEqualTo(Json.object().put("detail", "Pipeline error: " + reason));
    }
  }
}
