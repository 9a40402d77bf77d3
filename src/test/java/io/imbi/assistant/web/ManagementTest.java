package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look at how the service is doing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementTest {

  private WebServer server;

  @BeforeAll
  void start() {
    server = WebServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/prometheus", "/mcpservers"})
  void onlyAdministratorsLookInside(String path) {
    var anonymous = server.send(server.request(path));
    assertThat(anonymous.statusCode()).isEqualTo(401);
    assertThat(anonymous.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    var anybody = server.get(path, ANN);
    assertThat(anybody.statusCode()).isEqualTo(403);
    assertThat(Json.parse(anybody.body()).path("detail").asText()).contains("administrators only");
    assertThat(asAdministrator(path).statusCode()).isEqualTo(200);
  }

  @Test
  void theMeasurementsAreThoseOfTheService() {
    assertThat(asAdministrator("/prometheus").body()).contains("jvm_memory_used_bytes");
  }

  @Test
  void withoutMcpServersTheirListIsEmpty() {
    assertThat(Json.parse(asAdministrator("/mcpservers").body())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/liveness", "/health/readiness", "/status"})
  void anybodyMayAskWhetherTheServiceIsWell(String path) {
    assertThat(server.send(server.request(path)).statusCode()).isEqualTo(200);
    assertThat(
            server
                .send(server.request(path).header("Authorization", "Bearer nonsense"))
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/beans", "/env", "/loggers", "/metrics", "/routes", "/threaddump"})
  void whatTellsMoreIsNotThere(String path) {
    assertThat(asAdministrator(path).statusCode()).isEqualTo(404);
  }

  @Test
  void aScraperNeedsNoTokenWhereTheOperatorSaysSo() {
    try (var open = WebServer.start(Map.of("endpoints.prometheus.sensitive", "false"))) {
      assertThat(open.send(open.request("/prometheus")).statusCode()).isEqualTo(200);
      assertThat(open.send(open.request("/mcpservers")).statusCode()).isEqualTo(401);
    }
  }

  private HttpResponse<String> asAdministrator(String path) {
    return server.send(
        server.request(path).header("Authorization", "Bearer " + server.administratorsToken()));
  }
}
