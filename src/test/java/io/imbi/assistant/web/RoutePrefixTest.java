package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePrefixTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "null, ''",
        "'', ''",
        "https://imbi.example.com, ''",
        "https://imbi.example.com/, ''",
        "https://imbi.example.com/assistant, /assistant",
        "https://imbi.example.com/assistant/, /assistant",
        "https://imbi.example.com:8443/a/b-c_d.e//, /a/b-c_d.e",
        "https://imbi.example.com/assistant?x=1#y, /assistant",
        "/assistant, /assistant",
        "/, ''"
      })
  void itIsThePathOfTheUrl(@Nullable String url, String prefix) {
    assertThat(RoutePrefix.of(url)).isEqualTo(prefix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo/bar",
        "assistant",
        "imbi.example.com/assistant",
        "localhost:8002/assistant",
        "https:assistant",
        "https://imbi.example.com/a b",
        "https://imbi.example.com/{id}",
        "https://imbi.example.com/a//b",
        "https://imbi.example.com/../b",
        "https://imbi.example.com/%7Bid%7D",
        " "
      })
  void whatHasNoPlainPathIsRefusedByName(String url) {
    assertThatThrownBy(() -> RoutePrefix.of(url))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_URL: ");
  }

  @Test
  void aWrongUrlStopsTheStart() {
    assertThatThrownBy(() -> WebServer.start(Map.of("imbi.assistant.url", "foo/bar")).close())
        .hasStackTraceContaining("IMBI_ASSISTANT_URL: has a path that does not start with a slash");
  }

  @Test
  void theRoutesStandUnderThePrefixAndTheStatusAlsoWithout() {
    try (var server =
        WebServer.start(Map.of("imbi.assistant.url", "https://imbi.example.com/assistant/"))) {
      var created = server.post("/assistant/conversations", ANN, null);
      assertThat(created.statusCode()).isEqualTo(201);
      String id = Json.parse(created.body()).path("id").textValue();
      assertThat(server.get("/assistant/conversations/" + id, ANN).statusCode()).isEqualTo(200);
      assertThat(server.get("/assistant/conversations/" + id + "/turn", ANN).statusCode())
          .isEqualTo(204);
      assertThat(server.get("/conversations", ANN).statusCode()).isEqualTo(404);
      var status = server.send(server.request("/status"));
      var prefixed = server.send(server.request("/assistant/status"));
      assertThat(prefixed.statusCode()).isEqualTo(200);
      assertThat(prefixed.body()).isEqualTo(status.body());
    }
  }
}
