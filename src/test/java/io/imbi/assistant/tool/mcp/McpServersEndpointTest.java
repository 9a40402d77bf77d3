package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.json.Json;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class McpServersEndpointTest {

  @Test
  void offUnlessSwitchedOnAndNeverForTheAnonymous() throws Exception {
    assertThat(status(Map.of())).isEqualTo(404);
    assertThat(status(Map.of("endpoints.mcpservers.enabled", "true"))).isEqualTo(401);
  }

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

  private static int status(Map<String, Object> more) throws IOException, InterruptedException {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("micronaut.server.port", -1);
    try (EmbeddedServer server =
        ApplicationContext.run(EmbeddedServer.class, settings, "nodatabase")) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(server.getURI().resolve("/mcpservers")).build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }
}
