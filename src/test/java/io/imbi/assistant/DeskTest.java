package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Failure;
import io.imbi.assistant.scripted.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chat through the queue, over HTTP, with a worker in the same process or in another. */
class DeskTest {

  private static final Map<String, Object> WORKING = Map.of("imbi.queue.worker", true);

  private final Service service = new Service(WORKING);
  private final DeskClient ann = DeskClient.of(service);
  private final DeskClient bob = new DeskClient(service, "bob@example.com");

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aQuestionIsAnsweredWithACallOfATool() {
    service.withTools();
    service.claude.enqueue(
        Answer.answer().text("Let me see.").toolUse("toolu_1", "list_organizations", "{}"),
        Answer.saying("There ", "is one."));
    String conversation = ann.create();

    JsonNode ended = ann.answered(conversation, "Which organizations are there?");

    assertThat(ended.path("status").asText()).isEqualTo("done");
    assertThat(DeskClient.lines(ended.path("messages")))
        .containsExactly("assistant/chat: There is one.");
    assertThat(ann.told(conversation))
        .containsExactly(
            "user/chat: Which organizations are there?", "assistant/chat: There is one.");
    assertThat(ended.path("messages").path(0).path("metadata").isNull()).isTrue();
    assertThat(ann.progress(taskOf(conversation))).isEqualTo(ended);
    assertThat(service.claude.refusals()).isEmpty();

    service.claude.enqueue(Answer.saying("acme."));
    ann.answered(conversation, "What is it called?");
    assertThat(service.claude.refusals()).isEmpty();
    assertThat(service.claude.lastRequest().body().path("messages").toString())
        .contains("toolu_1", "tool_result", "There is one.", "What is it called?");
  }

  private String taskOf(String conversation) {
    JsonNode tasks =
        DeskClient.json(200, service.send("GET", "/api/queue/tasks?state=done", "")).path("tasks");
    assertThat(tasks).hasSize(1);
    assertThat(tasks.path(0).path("payload").path("conversation_id").asText())
        .isEqualTo(conversation);
    return tasks.path(0).path("id").asText();
  }

  @Test
  void whatIsSaidWhileAnAnswerIsInWorkIsAnsweredInItsOrder() {
    var gate = new Gate();
    service.claude.enqueue(
        Answer.answer().text("One").hold(gate).text("."),
        Answer.saying("Two."),
        Answer.saying("Three."));
    String conversation = ann.create();
    String first = ann.ask(conversation, "First?");
    service.claude.awaitRequest(0);
    String second = ann.ask(conversation, "Second?");
    String third = ann.ask(conversation, "Third?");
    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    assertThat(ann.progress(second).path("status").asText()).isEqualTo("pending");

    gate.open();

    assertThat(DeskClient.lines(ann.await(third).path("messages")))
        .containsExactly("assistant/chat: Three.");
    assertThat(DeskClient.lines(ann.await(first).path("messages")))
        .containsExactly("assistant/chat: One.");
    assertThat(ann.told(conversation))
        .containsExactly(
            "user/chat: First?",
            "user/chat: Second?",
            "user/chat: Third?",
            "assistant/chat: One.",
            "assistant/chat: Two.",
            "assistant/chat: Three.");
    assertThat(service.claude.refusals()).isEmpty();
    JsonNode lastHistory = service.claude.streamed().get(1).body().path("messages");
    assertThat(lastHistory.toString()).contains("First?", "One.", "Second?");
    assertThat(lastHistory.toString()).doesNotContain("Third?");
  }

  @Test
  void whatBelongsToSomebodyElseDoesNotExist() {
    service.claude.enqueue(Answer.saying("Hello."));
    String conversation = ann.create();
    String task = ann.ask(conversation, "Hello?");
    ann.await(task);

    assertThat(bob.send("GET", "/tasks/" + task, "").statusCode()).isEqualTo(404);
    assertThat(bob.send("GET", "/conversations/" + conversation + "/history", "").statusCode())
        .isEqualTo(404);
    assertThat(
            bob.send("POST", DeskClient.messages(conversation), "{\"content\":\"Me!\"}")
                .statusCode())
        .isEqualTo(404);
    assertThat(bob.send("DELETE", "/conversations/" + conversation, "").statusCode())
        .isEqualTo(404);
    assertThat(bob.decide(conversation, UUID.randomUUID().toString(), "approve").statusCode())
        .isEqualTo(404);
    assertThat(bob.send("GET", "/conversations", "").body()).isEqualTo("{\"conversations\":[]}");
    assertThat(ann.told(conversation)).hasSize(2);
  }

  @Test
  void commandsAreAnsweredAtOnceAndNeverSentToTheModel() {
    String conversation = ann.create();

    JsonNode unknown = ann.say(conversation, "/dance now");

    assertThat(unknown.path("type").asText()).isEqualTo("command");
    assertThat(unknown.has("task_id")).isFalse();
    JsonNode message = unknown.path("message");
    assertThat(message.path("role").asText()).isEqualTo("system");
    assertThat(message.path("type").asText()).isEqualTo("command");
    assertThat(message.path("content").asText()).contains("/clear", "/help");

    service.claude.enqueue(Answer.saying("Hello."));
    ann.answered(conversation, "Hello?");
    assertThat(service.claude.lastRequest().body().path("messages").toString())
        .doesNotContain("dance", "/clear");

    assertThat(ann.say(conversation, "/clear").path("message").path("role").asText())
        .isEqualTo("system");
    assertThat(ann.history(conversation)).isEmpty();
    assertThat(ann.send("GET", "/conversations", "").body()).isEqualTo("{\"conversations\":[]}");
    service.claude.enqueue(Answer.saying("Hello again."));
    ann.answered(conversation, "And now?");
    assertThat(service.claude.lastRequest().body().path("messages")).hasSize(1);
  }

  @Test
  void aReplyThatComesAfterItsConversationWasClearedIsDropped() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("Too").hold(gate).text(" late."));
    String conversation = ann.create();
    String task = ann.ask(conversation, "Hello?");
    String waiting = ann.ask(conversation, "Are you there?");
    service.claude.awaitRequest(0);

    ann.say(conversation, "/clear");
    gate.open();

    assertThat(ann.await(task).path("messages")).isEmpty();
    assertThat(ann.await(waiting).path("messages")).isEmpty();
    assertThat(ann.history(conversation)).isEmpty();
    assertThat(service.claude.streamed()).hasSize(1);
  }

  @Test
  void aReplyIsFoundAfterARestartAndOnAnotherReplica() {
    Map<String, Object> idle = new HashMap<>(WORKING);
    idle.put("imbi.queue.worker", false);
    try (Service serving = service.replica(idle)) {
      var client = DeskClient.of(serving);
      service.claude.enqueue(Answer.saying("Hello."));
      String conversation = client.create();
      String task = client.ask(conversation, "Hello?");
      JsonNode there = client.await(task);
      assertThat(there.path("status").asText()).isEqualTo("done");
      assertThat(ann.progress(task)).isEqualTo(there);
      try (Service restarted = service.replica(idle)) {
        assertThat(DeskClient.of(restarted).progress(task)).isEqualTo(there);
        assertThat(DeskClient.of(restarted).told(conversation)).hasSize(2);
      }
    }
  }

  @Test
  void aTurnThatFailsLeavesAnHonestMessage() {
    service.claude.enqueue(Answer.failing(Failure.Status.of(400, "invalid_request_error", "no")));
    String conversation = ann.create();

    JsonNode ended = ann.answered(conversation, "Hello?");

    assertThat(ended.path("status").asText()).isEqualTo("failed");
    assertThat(ended.path("messages")).hasSize(1);
    assertThat(DeskClient.lines(ended.path("messages")).getFirst())
        .startsWith("system/system: There is no answer: ");
    assertThat(ann.told(conversation)).hasSize(2);
  }
}
