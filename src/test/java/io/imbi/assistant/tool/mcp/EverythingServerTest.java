package io.imbi.assistant.tool.mcp;

import static io.imbi.assistant.tool.mcp.Fixture.server;
import static io.imbi.assistant.tool.mcp.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.mcp.McpHealth.State;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tools of the MCP project's reference server. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // Set before all tests.
class EverythingServerTest {

  private static EverythingProcess everything;
  private static Fixture fixture;

  @BeforeAll
  static void start() {
    everything = new EverythingProcess();
    fixture = new Fixture(server("all", everything.url(), new McpServer.Auth.None())).started();
    await().atMost(Duration.ofSeconds(30)).until(() -> fixture.names().contains("mcp_all_echo"));
  }

  @AfterAll
  static void stop() {
    fixture.close();
    everything.close();
  }

  @Test
  void offersItsToolsInOrder() {
    assertThat(fixture.names())
        .isSorted()
        .contains("mcp_all_get-sum", "mcp_all_get-tiny-image", "mcp_all_get-structured-content");
    assertThat(fixture.tool("mcp_all_get-sum").definition().inputSchema().path("required"))
        .hasSize(2);
  }

  @Test
  void texts() {
    assertThat(fixture.call("mcp_all_echo", Json.object().put("message", "grüß\tdich\nWelt")))
        .isEqualTo(ToolOutcome.success("Echo: grüß\tdich\nWelt"));
    assertThat(text(fixture.call("mcp_all_get-sum", Json.object().put("a", 2).put("b", 40))))
        .contains("42");
  }

  @Test
  void images() {
    ToolOutcome outcome = fixture.call("mcp_all_get-tiny-image");

    assertThat(outcome).isInstanceOf(ToolOutcome.Success.class);
    JsonNode content = ((ToolOutcome.Success) outcome).content();
    assertThat(content).isNotEmpty();
    JsonNode image = content.get(1);
    assertThat(image.path("type").asText()).isEqualTo("image");
    assertThat(image.path("source").path("media_type").asText()).isEqualTo("image/png");
    byte[] bytes = Base64.getDecoder().decode(image.path("source").path("data").asText());
    assertThat(ImageHeader.read(bytes)).map(ImageHeader::mediaType).contains("image/png");
  }

  @Test
  void structuredContentIsToldOnce() {
    String result =
        text(
            fixture.call(
                "mcp_all_get-structured-content", Json.object().put("location", "New York")));

    assertThat(Json.parse(result).path("temperature").isNumber()).isTrue();
  }

  @Test
  void resourcesAndLinksToThem() {
    String reference =
        text(
            fixture.call(
                "mcp_all_get-resource-reference",
                Json.object().put("resourceType", "Text").put("resourceId", 1)));
    String links = text(fixture.call("mcp_all_get-resource-links", Json.object().put("count", 2)));

    assertThat(reference).contains("[Resource demo://resource/dynamic/text/1]");
    assertThat(links).contains("[Link to the resource demo://resource/");
  }

  @Test
  void aCallWithWrongArgumentsIsAFailure() {
    ToolOutcome outcome = fixture.call("mcp_all_get-sum", Json.object().put("a", "no number"));

    assertThat(outcome).isInstanceOf(ToolOutcome.Failure.class);
  }

  @Test
  void longCallsReportProgressAndEnd() {
    String result =
        text(
            fixture.call(
                "mcp_all_trigger-long-running-operation",
                Json.object().put("duration", 0.2).put("steps", 2)));

    assertThat(result).contains("completed");
  }

  @Test
  void aServerThatIsKilledAndStartedAgainIsUsedAgain() {
    everything.kill();
    fixture.untilHealth(State.UNREACHABLE);
    assertThat(text(fixture.call("mcp_all_echo", Json.object().put("message", "x"))))
        .contains("the call was not made");

    everything.start();
    fixture.untilHealth(State.HEALTHY);

    assertThat(fixture.call("mcp_all_echo", Json.object().put("message", "back")))
        .isEqualTo(ToolOutcome.success("Echo: back"));
  }
}
