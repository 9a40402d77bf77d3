package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A sandbox and somebody who talks to it. Who calls is told by the token's text. */
final class SandboxClient implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final Sandbox sandbox =
      Sandbox.start(
          new Deployment(Deployment.DEVELOPMENT),
          Tokens::authenticate,
          Clock.fixed(NOW, ZoneOffset.UTC));
  private final HttpClient http = HttpClient.newHttpClient();

  /** What came back. */
  record Answer(int status, String text, HttpResponse<String> response) {

    JsonNode json() {
      return Json.parse(text);
    }

    JsonNode detail() {
      return json().path("detail");
    }
  }

  /** Tokens {@code admin}, {@code robot} and {@code may:PERMISSION}. */
  private static final class Tokens {

    static Authentication authenticate(BearerToken token) {
      return switch (token.value()) {
        case "admin" -> user(token, new Permissions(true, Set.of("project:read")));
        case "robot" ->
            new Authentication.Authenticated(
                new Caller(
                    new Principal.ServiceAccount("robot", "Robot", Permissions.NONE), token));
        case "outage" -> new Authentication.Unavailable();
        case String text when text.startsWith("may:") ->
            user(token, new Permissions(false, Set.of(text.substring(4))));
        default -> new Authentication.Refused("Token is invalid");
      };
    }

    private static Authentication user(BearerToken token, Permissions permissions) {
      return new Authentication.Authenticated(
          new Caller(new Principal.User("ada@acme.example", "Ada Larsen", permissions), token));
    }
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Answer get(String path) {
    return send("GET", path, "admin", null);
  }

  Answer post(String path, String body) {
    return send("POST", path, "admin", body);
  }

  Answer patch(String path, String body) {
    return send("PATCH", path, "admin", body);
  }

  Answer delete(String path) {
    return send("DELETE", path, "admin", null);
  }

  /**
   * @param token null for a request without one
   */
  Answer send(String method, String path, @Nullable String token, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(sandbox.baseUri().resolve(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    sandbox.close();
  }
}
