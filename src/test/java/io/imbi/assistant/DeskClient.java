package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** What a page that polls does, as one person. */
record DeskClient(Client service, String user) {

  static DeskClient of(Client service) {
    return new DeskClient(service, Client.ANN);
  }

  String create() {
    return json(200, send("POST", "/conversations", "")).path("conversation_id").asText();
  }

  /** Says something; what is answered at once. */
  JsonNode say(String conversation, String content) {
    return json(200, send("POST", messages(conversation), Json.write(Map.of("content", content))));
  }

  /** Asks something; the task that will answer. */
  String ask(String conversation, String content) {
    JsonNode said = say(conversation, content);
    assertThat(said.path("type").asText()).isEqualTo("chat");
    return said.path("task_id").asText();
  }

  JsonNode progress(String task) {
    return json(200, send("GET", "/tasks/" + task, ""));
  }

  /** Polls until the task has ended. */
  JsonNode await(String task) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> progress(task), ended -> !ended.path("status").asText().equals("pending"));
  }

  /** Asks something, and polls until there is a reply. */
  JsonNode answered(String conversation, String content) {
    return await(ask(conversation, content));
  }

  JsonNode history(String conversation) {
    return json(200, send("GET", "/conversations/" + conversation + "/history", ""))
        .path("messages");
  }

  /** {@code role/type: content} of every message. */
  List<String> told(String conversation) {
    return lines(history(conversation));
  }

  static List<String> lines(JsonNode messages) {
    List<String> lines = new ArrayList<>();
    for (JsonNode message : messages) {
      lines.add(
          message.path("role").asText()
              + "/"
              + message.path("type").asText()
              + ": "
              + message.path("content").asText());
    }
    return lines;
  }

  HttpResponse<String> decide(String conversation, String proposal, String option) {
    return send(
        "POST",
        "/conversations/" + conversation + "/proposals/" + proposal,
        Json.write(Map.of("option", option)));
  }

  HttpResponse<String> send(String method, String path, String body) {
    return service.sendAs(user, method, "/api/chat" + path, body);
  }

  static String messages(String conversation) {
    return "/conversations/" + conversation + "/messages";
  }

  static JsonNode json(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return Json.parse(response.body());
  }
}
