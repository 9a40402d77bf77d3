package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class McpServersEndpointTest {

  @Test
  void showsHowTheServersAreDoing() {
    try (var mcp = new ScriptedServer();
        var fixture = new Fixture(Fixture.server(mcp.url()))) {
      mcp.offers(ScriptedServer.tool("a"));
      fixture.started().untilHealth(McpHealth.State.HEALTHY);
      await().until(() -> fixture.health().latency() != null);

      var shown = new McpServersEndpoint(fixture.source).all();

      assertThat(shown).hasSize(1);
      assertThat(shown.get(0).path("slug").asText()).isEqualTo("docs");
      assertThat(shown.get(0).path("status").asText()).isEqualTo("healthy");
      assertThat(shown.get(0).path("tools_discovered").asInt()).isEqualTo(1);
      assertThat(shown.get(0).path("latency_ms").isNumber()).isTrue();
      assertThat(shown.get(0).path("last_error").isNull()).isTrue();
      assertThat(Json.write(shown)).doesNotContain(mcp.url().toString());
    }
  }
}
