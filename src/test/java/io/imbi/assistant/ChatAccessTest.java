package io.imbi.assistant;

import static io.imbi.assistant.ChatCaller.messages;
import static io.imbi.assistant.ChatCaller.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call the chat API. Authentik is played by a server that checks what it is sent. */
class ChatAccessTest {

  private static final String KEY = "static-key-0123456789";

  private HttpServer authentik;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void startAuthentik() throws IOException {
    authentik = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    authentik.createContext("/", this::answer);
    authentik.start();
  }

  @AfterEach
  void stopAuthentik() {
    authentik.stop(0);
  }

  /** Passes {@code good}, as Authentik does; says of others what their names ask for. */
  private void answer(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    asked.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                headers.get("Authorization"),
                headers.containsKey("Cookie")));
    String token = headers.getFirst("Authorization").replace("Bearer ", "");
    int status =
        switch (token) {
          case "good", "failing", "vague", "html" -> 200;
          case "broken" -> 503;
          case "elsewhere" -> 302;
          default -> 403;
        };
    String body =
        switch (token) {
          case "good" -> "{\"passing\": true, \"messages\": []}";
          case "failing" -> "{\"passing\": false}";
          case "vague" -> "{\"passing\": \"true\"}";
          case "html" -> "<html>passing: true";
          default -> "{\"detail\":\"no\"}";
        };
    exchange.getResponseHeaders().set("Location", "/good");
    exchange.sendResponseHeaders(status, 0);
    try (var out = exchange.getResponseBody()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Service service(String... settings) {
    Map<String, Object> all = new HashMap<>(Map.of("jims.app", "echo"));
    all.put("imbi.assistant.sandbox", "off");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new Service(all);
  }

  private Service withAuthentik(String... more) {
    var settings =
        new java.util.ArrayList<>(
            List.of(
                "jims.authentik-url",
                "http://127.0.0.1:%d/sso/".formatted(authentik.getAddress().getPort()),
                "jims.authentik-app-slug",
                "imbi-chat"));
    settings.addAll(List.of(more));
    return service(settings.toArray(String[]::new));
  }

  private static int status(Service service, String... headers) {
    try (var caller = new ChatCaller(service.port(), headers)) {
      return caller.post(saying("c", "Hi")).statusCode();
    }
  }

  @Test
  void theStaticKeyOpensEveryContactAndNothingElseDoes() {
    try (Service service = service("jims.api-key", KEY)) {
      try (var caller = new ChatCaller(service.port(), "Authorization", "bearer " + KEY)) {
        assertThat(messages(caller.chat("anybody", "Hi"))).containsExactly("Hi");
        assertThat(messages(caller.chat("somebody else", "Ho"))).containsExactly("Ho");
      }
      assertThat(status(service)).isEqualTo(401);
      assertThat(status(service, "Authorization", "Bearer " + KEY + "x")).isEqualTo(401);
      assertThat(status(service, "Authorization", "Basic " + KEY)).isEqualTo(401);
      assertThat(status(service, "Authorization", "Bearer ")).isEqualTo(401);
      assertThat(
              status(service, "Authorization", "Bearer " + KEY, "Authorization", "Bearer " + KEY))
          .isEqualTo(401);
      assertThat(status(service, "Authorization", "Bearer " + service.token("ann@example.com")))
          .isEqualTo(401);
      try (var caller = new ChatCaller(service.port())) {
        // Before anything of the body is looked at.
        var refused = caller.post("/api/v1/chat/stream", BodyPublishers.ofString("nonsense"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("{\"detail\":\"Unauthorized\"}");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(caller.get("/healthz").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void authentikIsAskedWithTheCallersOwnToken() {
    try (Service service = withAuthentik()) {
      assertThat(status(service, "Authorization", "Bearer good", "Cookie", "a=b")).isEqualTo(200);
      assertThat(status(service, "Authorization", "Bearer good")).isEqualTo(200);

      // The second time within seconds the first answer counts.
      assertThat(asked)
          .containsExactly(
              "GET /sso/api/v3/core/applications/imbi-chat/check_access/ [Bearer good] false");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"failing", "vague", "html", "broken", "elsewhere", "unknown"})
  void whatAuthentikDoesNotPassIsRefused(String token) {
    try (Service service = withAuthentik()) {
      assertThat(status(service, "Authorization", "Bearer " + token)).isEqualTo(401);
      assertThat(asked).hasSize(1);
    }
  }

  @Test
  void withoutAuthentikTheStaticKeyStillWorksAndNothingIsRemembered() {
    try (Service service = withAuthentik("jims.api-key", KEY)) {
      int port = authentik.getAddress().getPort();
      authentik.stop(0);
      assertThat(status(service, "Authorization", "Bearer good")).isEqualTo(401);
      assertThat(status(service, "Authorization", "Bearer " + KEY)).isEqualTo(200);
      assertThat(asked).isEmpty();

      authentik =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      authentik.createContext("/", this::answer);
      authentik.start();
      assertThat(status(service, "Authorization", "Bearer good")).isEqualTo(200);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void openAccessTakesAnythingButForeignPages() {
    try (Service service = service()) {
      assertThat(status(service)).isEqualTo(200);
      assertThat(status(service, "Authorization", "Bearer whatever")).isEqualTo(200);
      assertThat(status(service, "Origin", "http://localhost:3000")).isEqualTo(200);
      assertThat(status(service, "Origin", "https://evil.example")).isEqualTo(403);
      assertThat(status(service, "Origin", "null")).isEqualTo(403);
      assertThat(Raw.status(service.port(), "evil.example:80")).isEqualTo(403);
      assertThat(Raw.status(service.port(), "localhost:" + service.port())).isEqualTo(422);
    }
    try (Service service = service("jims.api-key", KEY)) {
      assertThat(Raw.status(service.port(), "chat.example")).isEqualTo(401);
    }
  }

  @Test
  void elsewhereThanInDevelopmentItIsOffUnlessSomethingOfItIsSet() {
    try (Service service = production()) {
      assertThat(status(service)).isEqualTo(404);
      try (var caller = new ChatCaller(service.port())) {
        assertThat(caller.get("/healthz").statusCode()).isEqualTo(200);
      }
    }
    try (Service service = service("jims.only-on-demand", "true", "jims.app", "")) {
      assertThat(status(service)).isEqualTo(404);
    }
    try (Service service = production("jims.app", "echo")) {
      assertThat(status(service)).isEqualTo(200);
    }
    try (Service service = production("jims.always-offered", "true", "jims.api-key", KEY)) {
      assertThat(status(service)).isEqualTo(401);
    }
  }

  private static Service production(String... settings) {
    Map<String, Object> all = new HashMap<>(Map.of("assistant.environment", "production"));
    all.put("imbi.auth.jwt-secret", "of-thirty-two-bytes-at-the-least!");
    all.put("imbi.internal-api-url", "http://127.0.0.1:9");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new Service(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jims.authentik-url      | https://sso.example.com | JIMS_AUTHENTIK_APP_SLUG: must be set, as JIMS_AUTHENTIK_URL is
          jims.authentik-app-slug | imbi-chat               | JIMS_AUTHENTIK_URL: must be set, as JIMS_AUTHENTIK_APP_SLUG is
          jims.api-key            | two words               | JIMS_API_KEY: must consist of ASCII characters without spaces, to fit into a header
          jims.metrics-port       | many                    | JIMS_METRICS_PORT: must be a whole number
          jims.enable-sentry      | true                    | SENTRY_DSN: must be set, as JIMS_ENABLE_SENTRY is
          """)
  void aWrongSettingStopsTheStart(String property, String value, String reason) {
    assertThatThrownBy(() -> service(property, value).close())
        .satisfies(failure -> assertThat(StartFailure.reason(failure)).hasValue(reason));
  }

  @Test
  void anUnknownPipelineStopsTheStartWithAListOfThoseThereAre() {
    assertThatThrownBy(() -> service("jims.app", "nobody").close())
        .satisfies(
            failure ->
                assertThat(StartFailure.reason(failure).orElseThrow())
                    .startsWith("JIMS_APP: there is no pipeline \"nobody\"; there are: ")
                    .contains(
                        "assistant (io.imbi.assistant.thread.AssistantPipeline)",
                        "echo (io.imbi.assistant.thread.EchoPipeline)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "EchoPipeline", "io.imbi.assistant.thread.EchoPipeline"})
  void aPipelineIsChosenByItsNameOrItsClass(String app) {
    try (Service service = service("jims.app", app);
        var caller = new ChatCaller(service.port())) {
      assertThat(messages(caller.chat("c", "Hi"))).containsExactly("Hi");
    }
  }

  /** A request whose Host a client of the JDK would not send. */
  private static final class Raw {

    static int status(int port, String host) {
      try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
        socket
            .getOutputStream()
            .write(
                """
                POST /api/v1/chat HTTP/1.1\r
                Host: %s\r
                Content-Length: 2\r
                Connection: close\r
                \r
                {}\
                """
                    .formatted(host)
                    .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
