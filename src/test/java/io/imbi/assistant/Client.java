package io.imbi.assistant;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.imbi.assistant.json.Json;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A service that is talked to over HTTP, as Ann. */
abstract sealed class Client implements AutoCloseable permits Service, ServiceProcess {

  static final String ANN = "ann@example.com";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  abstract int port();

  @Override
  public abstract void close();

  /** The key of the service's access tokens. */
  abstract JwtSecret secret();

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
    return new TokenIssuer(secret(), clock)
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

  HttpResponse<String> sendAs(String user, String method, String path, String body) {
    return send(user, method, path, body, BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(
      String method, String path, String body, HttpResponse.BodyHandler<T> handler) {
    return send(ANN, method, path, body, handler);
  }

  private <T> HttpResponse<T> send(
      String user, String method, String path, String body, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Authorization", "Bearer " + token(user))
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
    return stream("POST", messages(conversation), saying(content));
  }

  /** Reads the stream of the turn that is running, from its beginning. */
  Listening follow(String conversation) {
    return stream("GET", turn(conversation), "");
  }

  /** Waits until no replica runs a turn in the conversation. */
  void awaitFree(String conversation) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("GET", turn(conversation), "").statusCode() == 204);
  }

  /** Says something and reads whatever the answer is. */
  HttpResponse<String> say(String conversation, String content) {
    return send("POST", messages(conversation), saying(content));
  }

  static String turn(String conversation) {
    return "/conversations/" + conversation + "/turn";
  }

  static String messages(String conversation) {
    return "/conversations/" + conversation + "/messages";
  }

  static String saying(String content) {
    return Json.write(Map.of("content", content));
  }

  private Listening stream(String method, String path, String body) {
    HttpResponse<InputStream> response = send(method, path, body, BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new AssertionError("Answered " + response.statusCode());
    }
    return new Listening(response.body());
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

    /** Reads on to the next comment. */
    String comment() {
      for (String block = block(); block != null; block = block()) {
        if (block.startsWith(":")) {
          return block;
        }
      }
      throw new AssertionError("The stream ended without a comment");
    }

    /** Reads on to the first event of this name. */
    Event until(String name) {
      for (Event event = next(); event != null; event = next()) {
        if (event.name().equals(name)) {
          return event;
        }
      }
      throw new AssertionError("The stream ended without " + name);
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
