package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.tool.mcp.EverythingProcess;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Turns that call tools of an external server, which is not always there. */
class McpInTurnTest {

  private static final String ECHO = "mcp_all_echo";

  private static EverythingProcess everything;
  private static Service service;

  @BeforeAll
  static void start() {
    everything = new EverythingProcess();
    service =
        new Service(
                Map.of(
                    "assistant.mcp.servers.all.url",
                    everything.url().toString(),
                    "assistant.mcp.retry-delay",
                    "100ms",
                    "assistant.mcp.max-retry-delay",
                    "1s"))
            .withTool(ECHO);
  }

  @AfterAll
  static void stop() {
    service.close();
    everything.close();
  }

  @Test
  void aTurnUsesAServerBeforeAndAfterItWasGone() {
    String conversation = service.newConversation();

    assertThat(resultOfEcho(conversation, 1).path("content").asText()).isEqualTo("Echo: call 1");

    everything.kill();
    assertThat(resultOfEcho(conversation, 2).path("is_error").asBoolean()).isTrue();

    everything.start();
    untilHealthy();
    assertThat(resultOfEcho(conversation, 3).path("content").asText()).isEqualTo("Echo: call 3");

    assertThat(service.claude.refusals()).isEmpty();
    assertThat(service.send("GET", "/prometheus", "").body())
        .containsPattern(
            "gen_ai_execute_tool_duration_seconds_count\\{[^}]*gen_ai_tool_name=\""
                + ECHO
                + "\"[^}]*origin=\"mcp\"[^}]*outcome=\"succeeded\"[^}]*} 2");
  }

  /** What the model is told of a call that it makes in a turn of its own. */
  private static JsonNode resultOfEcho(String conversation, int number) {
    service.claude.enqueue(
        Answer.calling("toolu_" + number, ECHO, "{\"message\":\"call %d\"}".formatted(number)),
        Answer.saying("So it is."));

    assertThat(service.ask(conversation, "Say something")).extracting("name").contains("done");

    JsonNode result = service.claude.streamed().getLast().toolResults().getLast();
    assertThat(result.path("tool_use_id").asText()).isEqualTo("toolu_" + number);
    return result;
  }

  private static void untilHealthy() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Json.parse(service.send("GET", "/mcpservers", "").body())
                    .path(0)
                    .path("status")
                    .asText(),
            "healthy"::equals);
  }
}
