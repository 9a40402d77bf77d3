package io.imbi.assistant;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.ScriptedClaude;
import io.imbi.assistant.tool.ToolCatalogues;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The whole service as it is run, on a database of its own, with a scripted model behind it. */
final class Service implements AutoCloseable {

  static final String ANN = "ann@example.com";

  final ScriptedClaude claude = ScriptedClaude.start();
  final TestPostgres database = TestPostgres.create();
  private final EmbeddedServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Service(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(database.properties());
    all.put("micronaut.server.port", -1);
    all.put("anthropic.api-key", ScriptedClaude.API_KEY);
    all.put("anthropic.base-url", claude.url().toString());
    all.putAll(settings);
    server = ApplicationContext.run(EmbeddedServer.class, all);
  }

  int port() {
    return server.getPort();
  }

  /** Waits until the tools of the sandbox are there. */
  Service withTools() {
    var catalogues = server.getApplicationContext().getBean(ToolCatalogues.class);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> catalogues.current().find("list_organizations").isPresent());
    return this;
  }

  /** An administrator's. */
  String token(String email) {
    return issue(email, false, true);
  }

  /** Of somebody who has these permissions and no others. */
  String token(String subject, boolean serviceAccount, String... permissions) {
    return issue(subject, serviceAccount, false, permissions);
  }

  private String issue(
      String subject, boolean serviceAccount, boolean administrator, String... permissions) {
    var clock = Clock.systemUTC();
    return new TokenIssuer(server.getApplicationContext().getBean(JwtSecret.class), clock)
        .issue(
            new AccessToken(
                subject,
                UUID.randomUUID().toString(),
                serviceAccount,
                "Ann",
                administrator,
                List.of(permissions),
                clock.instant().plus(Duration.ofHours(1))))
        .value();
  }

  String newConversation() {
    return Json.parse(send("POST", "/conversations", "").body()).path("id").asText();
  }

  JsonNode conversation(String id) {
    return Json.parse(send("GET", "/conversations/" + id, "").body());
  }

  /** Roles and texts of what is stored. */
  List<String> stored(String id) {
    List<String> messages = new ArrayList<>();
    for (JsonNode message : conversation(id).path("messages")) {
      messages.add(message.path("role").asText() + ": " + message.path("content").asText());
    }
    return messages;
  }

  HttpResponse<String> send(String method, String path, String body) {
    return send(method, path, body, BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(
      String method, String path, String body, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Authorization", "Bearer " + token(ANN))
              .header("Content-Type", "application/json")
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build(),
          handler);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Says something and reads the whole stream. */
  List<Event> ask(String conversation, String content) {
    try (Listening stream = listen(conversation, content)) {
      return stream.rest();
    }
  }

  /** Says something and reads the stream as it comes. */
  Listening listen(String conversation, String content) {
    HttpResponse<InputStream> response =
        send(
            "POST",
            "/conversations/" + conversation + "/messages",
            Json.write(Map.of("content", content)),
            BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new AssertionError("Answered " + response.statusCode());
    }
    return new Listening(response.body());
  }

  @Override
  public void close() {
    server.close();
    claude.close();
  }

  /** An event of a stream. */
  record Event(String name, JsonNode data) {

    String text(String member) {
      return data.path(member).asText();
    }
  }

  /** A stream that is being read; closing it breaks the connection. */
  static final class Listening implements AutoCloseable {

    private final InputStream in;

    Listening(InputStream in) {
      this.in = in;
    }

    /** The next event, or null at the end of the stream. */
    @Nullable Event next() {
      while (true) {
        String block = block();
        if (block == null) {
          return null;
        }
        if (block.startsWith("event: ")) {
          int newline = block.indexOf('\n');
          return new Event(
              block.substring("event: ".length(), newline),
              Json.parse(block.substring(newline + 1 + "data: ".length())));
        }
      }
    }

    List<Event> rest() {
      List<Event> events = new ArrayList<>();
      for (Event event = next(); event != null; event = next()) {
        events.add(event);
      }
      return events;
    }

    private @Nullable String block() {
      var bytes = new ByteArrayOutputStream();
      try {
        int last = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
          if (next == '\n' && last == '\n') {
            return bytes.toString(StandardCharsets.UTF_8).strip();
          }
          bytes.write(next);
          last = next;
        }
        return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new AssertionError("The stream broke without an end", e);
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
