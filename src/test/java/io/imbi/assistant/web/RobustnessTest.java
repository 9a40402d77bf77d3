package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.json.Json;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, an error is JSON with a {@code detail} and tells nothing of the inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RobustnessTest {

  private static final String MESSAGES = "/conversations/" + UUID.randomUUID() + "/messages";

  private WebServer server;

  @BeforeAll
  void start() {
    server = WebServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @AfterEach
  void theServerGoesOn() {
    server.conversations.failure = null;
    assertThat(server.get("/status", ANN).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nowhere, 404, Not Found",
    "GET, /conversations/a/b/c, 404, Not Found",
    "PUT, /conversations, 405, Method Not Allowed",
    "POST, /status, 405, Method Not Allowed"
  })
  void whatIsNotThereIsAnErrorLikeAnyOther(String method, String path, int status, String detail) {
    var response = server.send(server.request(path, ANN).method(method, BodyPublishers.noBody()));
    assertError(response, status);
    assertThat(Json.parse(response.body()).path("detail").textValue()).isEqualTo(detail);
  }

  @Test
  void aDefectTellsNothingOfItself() {
    server.conversations.failure = new IllegalStateException("java.secret.Stuff: jdbc:user:pass");
    var response = server.get("/conversations", ANN);
    assertError(response, 500);
    assertThat(response.body()).isEqualTo("{\"detail\":\"Internal Server Error\"}");
  }

  @Test
  void aBodyOf10MegabytesIsTooLarge() {
    byte[] body = new byte[10 * 1024 * 1024];
    assertError(server.send(messages(BodyPublishers.ofByteArray(body))), 413);
  }

  @Test
  void aBodyOf10MegabytesWithoutALengthIsTooLargeToo() {
    byte[] body = new byte[10 * 1024 * 1024];
    assertError(
        server.send(messages(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))),
        413);
  }

  @Test
  void aBodyOfTheLimitIsReadAndOneByteMoreIsNot() {
    String atLimit = "{}" + " ".repeat(RequestJson.MAX_BYTES - 2);
    assertError(server.send(messages(BodyPublishers.ofString(atLimit))), 422);
    assertError(server.send(messages(BodyPublishers.ofString(atLimit + " "))), 413);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 10_000, 200_000})
  void nestingWithoutEndIsRefused(int depth) {
    String nested = "{\"content\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    assertError(server.send(messages(BodyPublishers.ofString(nested))), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":\"a\",\"content\":\"b\"}",
        "{\"n\":1e999999999999}",
        "{\"content\":\"\u0001\"}",
        "\u0000",
        "{'content':1}",
        "NaN"
      })
  void oddTextIsRefused(String body) {
    assertError(server.send(messages(BodyPublishers.ofString(body))), 422);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] body = {
      '{', '"', 'c', 'o', 'n', 't', 'e', 'n', 't', '"', ':', '"', (byte) 0xFF, '"', '}'
    };
    assertError(server.send(messages(BodyPublishers.ofByteArray(body))), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /conversations/%ZZ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /conversations?limit=%ZZ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
        "BREW /status HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n"
      })
  void oddRequestsAreTheClientsFault(String request) {
    try (var connection = new RawConnection(server.port()).send(request)) {
      assertThat(connection.head().getFirst()).matches("http/1.1 4\\d\\d .*");
    }
  }

  @Test
  void anEndlessHeaderIsCutOff() {
    try (var connection =
        new RawConnection(server.port())
            .send("GET /status HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(64 * 1024) + "\r\n\r\n")) {
      assertThat(connection.head().getFirst()).matches("http/1.1 4\\d\\d .*");
    }
  }

  @Test
  void aRequestKeepsTheNameThatItCameWith() {
    var response =
        server.send(server.request("/status").header("X-Request-ID", "from-the-proxy.1"));
    assertThat(response.headers().allValues("X-Request-ID")).containsExactly("from-the-proxy.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "<script>",
        "0123456789012345678901234567890123456789012345678901234567890123456789"
      })
  void aNameThatIsNotFitForALogIsReplaced(String name) {
    var response = server.send(server.request("/status").header("X-Request-ID", name));
    assertThat(response.headers().allValues("X-Request-ID"))
        .singleElement()
        .asString()
        .matches("[0-9a-f]{16}");
  }

  private HttpRequest.Builder messages(HttpRequest.BodyPublisher body) {
    return server.request(MESSAGES, ANN).header("Content-Type", "application/json").POST(body);
  }

  private static void assertError(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    var json = Json.parse(response.body());
    assertThat(json.fieldNames()).toIterable().containsExactly("detail");
    assertThat(json.path("detail").textValue())
        .isNotBlank()
        .doesNotContain("io.", "java.", "Exception", "\tat ");
  }
}
