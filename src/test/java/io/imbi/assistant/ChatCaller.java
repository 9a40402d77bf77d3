package io.imbi.assistant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An external system that calls the chat API, without a credential unless it has a header of it.
 */
final class ChatCaller implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;
  private final List<String> headers;

  /**
   * @param headers names and values in turn
   */
  ChatCaller(int port, String... headers) {
    this.port = port;
    this.headers = List.of(headers);
  }

  static ObjectNode saying(String contact, String message) {
    return Json.object().put("contact_id", contact).put("message", message);
  }

  /** What was answered, which must be a success. */
  JsonNode chat(String contact, String message) {
    return chat(saying(contact, message));
  }

  JsonNode chat(ObjectNode body) {
    return answerOf(post(body));
  }

  private static JsonNode answerOf(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.parse(response.body());
  }

  CompletableFuture<JsonNode> chatLater(String contact, String message) {
    return http.sendAsync(
            request("/api/v1/chat", BodyPublishers.ofString(saying(contact, message).toString())),
            BodyHandlers.ofString())
        .thenApply(ChatCaller::answerOf);
  }

  HttpResponse<String> post(ObjectNode body) {
    return post(Json.write(body));
  }

  HttpResponse<String> post(String body) {
    return post("/api/v1/chat", BodyPublishers.ofString(body));
  }

  HttpResponse<String> post(String path, BodyPublisher body, String... more) {
    return send(request(path, body, more), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  /** The stream of a run. */
  Client.Listening stream(String contact, String message) {
    HttpResponse<InputStream> response =
        send(
            request(
                "/api/v1/chat/stream",
                BodyPublishers.ofString(saying(contact, message).toString())),
            BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new AssertionError("Answered " + response.statusCode());
    }
    return new Client.Listening(response.body());
  }

  static List<String> messages(JsonNode answer) {
    List<String> messages = new ArrayList<>();
    answer.path("assistant_messages").forEach(message -> messages.add(message.asText()));
    return messages;
  }

  private HttpRequest request(String path, BodyPublisher body, String... more) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .POST(body);
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    for (int i = 0; i < more.length; i += 2) {
      request.setHeader(more[i], more[i + 1]);
    }
    return request.build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Leaves at once, whatever is under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
