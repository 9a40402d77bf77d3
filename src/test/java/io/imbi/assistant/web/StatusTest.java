package io.imbi.assistant.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.http.StreamSettings;
import io.imbi.assistant.json.Json;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusTest {

  private WebServer server;

  @BeforeAll
  void start() {
    server = WebServer.start(Map.of("ENVIRONMENT", "staging"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theStatusSaysWhatRunsSinceWhen() {
    var response = server.send(server.request("/status"));
    assertThat(response.statusCode()).isEqualTo(200);
    var json = Json.parse(response.body());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("environment", "service", "status", "version", "started_at");
    assertThat(json.path("environment").textValue()).isEqualTo("staging");
    assertThat(json.path("service").textValue()).isEqualTo("imbi-assistant");
    assertThat(json.path("status").textValue()).isEqualTo("ok");
    assertThat(json.path("version").textValue()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(OffsetDateTime.parse(json.path("started_at").textValue()).toInstant())
        .isBetween(Instant.now().minusSeconds(300), Instant.now());
    assertThat(server.send(server.request("/status")).body()).isEqualTo(response.body());
  }

  @ParameterizedTest
  @CsvSource({"/health/liveness", "/health/readiness"})
  void probesAreAnsweredWithoutDetails(String path) {
    var response = server.send(server.request(path));
    assertThat(response.statusCode()).isEqualTo(200);
    var json = Json.parse(response.body());
    assertThat(json.path("status").textValue()).isEqualTo("UP");
    assertThat(json.path("details").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/beans",
        "/env",
        "/info",
        "/loggers",
        "/routes",
        "/refresh",
        "/stop",
        "/caches",
        "/threaddump"
      })
  void nothingElseOfTheInsideIsShown(String path) {
    assertThat(server.send(server.request(path)).statusCode()).isEqualTo(404);
  }

  @Test
  void theSettings() {
    try (var context = ApplicationContext.run("nodatabase")) {
      assertThat(context.getBean(StreamSettings.class))
          .isEqualTo(new StreamSettings(Duration.ofSeconds(15), Duration.ofSeconds(60)));
      assertThat(context.getBean(ShutdownSettings.class))
          .isEqualTo(new ShutdownSettings(Duration.ofSeconds(28)));
    }
    try (var context =
        ApplicationContext.run(
            Map.of(
                "imbi.assistant.stream.heartbeat", "5s",
                "imbi.assistant.stream.stall-timeout", "2m",
                "imbi.assistant.shutdown-timeout", "1m"),
            "nodatabase")) {
      assertThat(context.getBean(StreamSettings.class))
          .isEqualTo(new StreamSettings(Duration.ofSeconds(5), Duration.ofMinutes(2)));
      assertThat(context.getBean(ShutdownSettings.class))
          .isEqualTo(new ShutdownSettings(Duration.ofMinutes(1)));
    }
  }
}
