package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Actions that the model proposes and a person decides about, over HTTP. */
class ProposalTest {

  private static final Map<String, Object> WORKING = Map.of("imbi.queue.worker", true);
  private static final String ACTION = "clock.local.write_note";

  private final Service service = new Service(WORKING);
  private final DeskClient ann = DeskClient.of(service);

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aProposalFollowsTheReplyAndRunsWhenItIsApproved() {
    String conversation = ann.create();
    JsonNode card = proposed(conversation, "Buy *milk*");

    assertThat(card.path("role").asText()).isEqualTo("system");
    assertThat(card.path("type").asText()).isEqualTo("confirmation");
    JsonNode metadata = card.path("metadata");
    assertThat(metadata.path("action").asText()).isEqualTo(ACTION);
    assertThat(metadata.path("parameters").toString()).isEqualTo("{\"text\":\"Buy *milk*\"}");
    assertThat(metadata.path("description").asText()).contains("Buy *milk*");
    assertThat(metadata.path("options").toString())
        .isEqualTo(
            "[{\"id\":\"approve\",\"label\":\"Approve\"},{\"id\":\"reject\",\"label\":\"Cancel\"}]");
    assertThat(metadata.path("status").asText()).isEqualTo("pending");
    assertThat(notes()).isEmpty();

    JsonNode accepted = DeskClient.json(200, decide(ann, conversation, card, "approve"));

    assertThat(accepted.path("message").path("content").asText()).isEqualTo("Processing…");
    assertThat(accepted.path("message").path("role").asText()).isEqualTo("system");
    assertThat(accepted.path("message").path("type").asText()).isEqualTo("response");
    JsonNode ended = ann.await(accepted.path("task_id").asText());
    assertThat(ended.path("status").asText()).isEqualTo("done");
    assertThat(DeskClient.lines(ended.path("messages")))
        .containsExactly("system/response: The note is written: Buy *milk*");
    assertThat(notes()).hasSize(1);
    assertThat(ann.told(conversation))
        .containsExactly(
            "user/chat: Note it, please",
            "assistant/chat: Shall I?",
            "system/confirmation: Write this note: Buy *milk*",
            "system/response: Processing…",
            "system/response: The note is written: Buy *milk*");
    JsonNode answered = ann.history(conversation).path(2).path("metadata");
    assertThat(answered.path("status").asText()).isEqualTo("answered");
    assertThat(answered.path("response").asText()).isEqualTo("approve");

    service.claude.enqueue(Answer.saying("You are welcome."));
    ann.answered(conversation, "Thank you");
    assertThat(service.claude.refusals()).isEmpty();
    assertThat(service.claude.lastRequest().body().path("messages").toString())
        .contains("The user agreed to the proposed action", "never an instruction");
  }

  @Test
  void whatIsRejectedDoesNotRun() {
    String conversation = ann.create();
    JsonNode card = proposed(conversation, "Buy milk");

    JsonNode cancelled = DeskClient.json(200, decide(ann, conversation, card, "reject"));

    assertThat(cancelled.path("message").path("content").asText()).isEqualTo("Action cancelled.");
    assertThat(cancelled.has("task_id")).isFalse();
    assertThat(decide(ann, conversation, card, "approve").statusCode()).isEqualTo(400);
    assertThat(notes()).isEmpty();
    assertThat(ann.told(conversation)).endsWith("system/response: Action cancelled.");
  }

  @Test
  void whatCannotBeAnsweredIsRefused() {
    String conversation = ann.create();
    JsonNode card = proposed(conversation, "Buy milk");

    assertThat(decide(ann, conversation, card, "launch").statusCode()).isEqualTo(400);
    assertThat(ann.decide(conversation, UUID.randomUUID().toString(), "approve").statusCode())
        .isEqualTo(400);
    assertThat(ann.decide(conversation, "x".repeat(500), "approve").statusCode()).isEqualTo(400);
    assertThat(ann.decide(ann.create(), idOf(card), "approve").statusCode()).isEqualTo(400);
    assertThat(
            decide(new DeskClient(service, "bob@example.com"), conversation, card, "approve")
                .statusCode())
        .isEqualTo(404);
    assertThat(notes()).isEmpty();
    assertThat(decide(ann, conversation, card, "reject").statusCode()).isEqualTo(200);
  }

  @Test
  void manyAnswersOnTwoReplicasRunTheActionOnce() throws Exception {
    try (Service other = service.replica(WORKING)) {
      String conversation = ann.create();
      JsonNode card = proposed(conversation, "Buy milk");
      var replicas = List.of(ann, DeskClient.of(other));
      int clicks = 12;
      var together = new CyclicBarrier(clicks);
      List<Callable<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < clicks; i++) {
        DeskClient client = replicas.get(i % 2);
        answers.add(
            () -> {
              together.await();
              return decide(client, conversation, card, "approve");
            });
      }

      List<HttpResponse<String>> responses = all(answers);

      assertThat(responses).filteredOn(each -> each.statusCode() == 200).hasSize(1);
      assertThat(responses).filteredOn(each -> each.statusCode() == 400).hasSize(clicks - 1);
      JsonNode accepted =
          Json.parse(
              responses.stream()
                  .filter(each -> each.statusCode() == 200)
                  .findFirst()
                  .orElseThrow()
                  .body());
      ann.await(accepted.path("task_id").asText());
      assertThat(notes()).hasSize(1);
      assertThat(ann.told(conversation))
          .containsOnlyOnce("system/response: Processing…")
          .containsOnlyOnce("system/response: The note is written: Buy milk");
    }
  }

  private static <T> List<T> all(List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(calls)) {
        results.add(each.get());
      }
      return results;
    }
  }

  @Test
  void whatNoIntegrationOffersAndWhatIsNotValidBringsNoCard() {
    service.claude.enqueue(
        Answer.answer()
            .toolUse(
                "toolu_1",
                "propose_action",
                "{\"action\":\"nuke.it\",\"parameters\":{\"text\":\"x\"}}")
            .toolUse(
                "toolu_2",
                "propose_action",
                "{\"action\":\"%s\",\"parameters\":{}}".formatted(ACTION)),
        Answer.saying("I cannot."));
    String conversation = ann.create();

    JsonNode ended = ann.answered(conversation, "Do it");

    assertThat(DeskClient.lines(ended.path("messages")))
        .containsExactly("assistant/chat: I cannot.");
    assertThat(ann.history(conversation)).hasSize(2);
    String results = service.claude.lastRequest().body().path("messages").toString();
    assertThat(results).contains("\"is_error\":true", "text");
  }

  @Test
  void theToolListsExactlyTheRegisteredActions() {
    service.claude.enqueue(Answer.saying("Hello."));
    ann.answered(ann.create(), "Hello?");

    JsonNode schema = schemaOf("propose_action");
    assertThat(schema.path("properties").path("action").path("enum").toString())
        .isEqualTo("[\"" + ACTION + "\"]");
    assertThat(schema.path("properties").path("parameters").path("required").toString())
        .isEqualTo("[\"text\"]");
  }

  private JsonNode schemaOf(String name) {
    for (JsonNode tool : service.claude.lastRequest().body().path("tools")) {
      if (tool.path("name").asText().equals(name)) {
        return tool.path("input_schema");
      }
    }
    throw new AssertionError("There is no " + name);
  }

  @Test
  void whereNothingIsOfferedTheToolIsNotEither() {
    try (Service bare =
        service.replica(Map.of("imbi.integrations.example", "off", "imbi.queue.worker", false))) {
      service.claude.enqueue(Answer.saying("Hello."));
      bare.ask(bare.newConversation(), "Hello?");
      assertThat(service.claude.streamed().getLast().body().path("tools").toString())
          .doesNotContain("propose_action");
      assertThat(bare.send("GET", "/integrations", "").body()).isEqualTo("[]");
    }
  }

  @Test
  void aProposalInAStreamedConversationIsAnsweredInTheSameWay() {
    propose("Buy milk");
    String conversation = service.newConversation();
    service.ask(conversation, "Note it, please");

    JsonNode cards =
        DeskClient.json(200, ann.send("GET", "/conversations/" + conversation + "/proposals", ""))
            .path("proposals");
    assertThat(cards).hasSize(1);
    JsonNode accepted = DeskClient.json(200, decide(ann, conversation, cards.path(0), "approve"));
    JsonNode ended = ann.await(accepted.path("task_id").asText());

    assertThat(DeskClient.lines(ended.path("messages")))
        .containsExactly("system/response: The note is written: Buy milk");
    assertThat(notes()).hasSize(1);
    assertThat(ann.send("GET", "/conversations/" + conversation + "/history", "").statusCode())
        .isEqualTo(404);
    assertThat(
            DeskClient.json(
                    200,
                    new DeskClient(service, "bob@example.com")
                        .send("GET", "/conversations/" + conversation + "/proposals", ""))
                .path("proposals"))
        .isEmpty();
  }

  @Test
  void inAStreamedConversationTheModelIsToldTheOutcomeOnceAndForAll() {
    propose("Buy milk");
    String conversation = service.newConversation();
    service.ask(conversation, "Note it, please");
    String proposals = "/conversations/" + conversation + "/proposals";
    JsonNode card = DeskClient.json(200, ann.send("GET", proposals, "")).path("proposals").path(0);
    ann.await(
        DeskClient.json(200, decide(ann, conversation, card, "approve")).path("task_id").asText());

    service.claude.enqueue(Answer.saying("It did."), Answer.saying("You are welcome."));
    service.ask(conversation, "Did it work?");
    JsonNode asked = service.claude.lastRequest().body().path("messages");
    service.ask(conversation, "Thank you");
    JsonNode later = service.claude.lastRequest().body().path("messages");

    assertThat(asked.path(asked.size() - 1).path("content").path(0).path("text").asText())
        .contains("The user agreed to the proposed action", "never an instruction");
    assertThat(later.toString()).containsOnlyOnce("The user agreed to the proposed action");
    assertThat(later.path(asked.size() - 1).path("content").path(0).path("text"))
        .isEqualTo(asked.path(asked.size() - 1).path("content").path(0).path("text"));
    assertThat(service.stored(conversation)).contains("user: Did it work?");
    assertThat(service.claude.refusals()).isEmpty();
  }

  @Test
  void everyStepIsALineOfTheDailyLogWhateverTheTextSays() {
    String conversation = ann.create();
    JsonNode card = proposed(conversation, "x\\n- `00:00:00` **Action run**: <b>everything</b>");
    JsonNode accepted = DeskClient.json(200, decide(ann, conversation, card, "approve"));
    ann.await(accepted.path("task_id").asText());

    JsonNode days = DeskClient.json(200, service.send("GET", "/api/logs", "")).path("days");
    JsonNode day =
        DeskClient.json(200, service.send("GET", "/api/logs/" + days.path(0).asText(), ""));
    List<String> lines = day.path("markdown").asText().lines().skip(2).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("**Action proposed**");
    assertThat(lines.get(1)).contains("**Proposal answered**");
    assertThat(lines.get(2)).contains("**Note written**");
    assertThat(lines.get(3)).contains("**Action run**");
    assertThat(lines).noneMatch(line -> line.contains("<b>") && !line.contains("\\<b\\>"));
  }

  @Test
  void theModelIsToldOfAnOutcomeThatCameAfterTheQuestion() {
    String conversation = ann.create();
    JsonNode card = proposed(conversation, "Buy milk");
    var gate = new Gate();
    service.claude.enqueue(
        Answer.answer().text("Wait").hold(gate).text("."), Answer.saying("It is."));
    ann.ask(conversation, "One moment");
    service.claude.awaitRequest(2);
    String question = ann.ask(conversation, "Is it written?");
    JsonNode accepted = DeskClient.json(200, decide(ann, conversation, card, "approve"));
    ann.await(accepted.path("task_id").asText());
    gate.open();

    ann.await(question);

    assertThat(service.claude.refusals()).isEmpty();
    assertThat(service.claude.lastRequest().body().path("messages").toString())
        .containsSubsequence("The note is written", "Is it written?");
  }

  @Test
  void whatRanIsLoggedEvenIfItsConversationIsGone() {
    try (Service idle = new Service(Map.of("imbi.queue.worker", false))) {
      var client = DeskClient.of(idle);
      String conversation = idle.newConversation();
      idle.claude.enqueue(
          Answer.calling(
              "toolu_note",
              "propose_action",
              "{\"action\":\"%s\",\"parameters\":{\"text\":\"Buy milk\"}}".formatted(ACTION)),
          Answer.saying("Shall I?"));
      idle.ask(conversation, "Note it, please");
      String proposals = "/conversations/" + conversation + "/proposals";
      JsonNode card =
          DeskClient.json(200, client.send("GET", proposals, "")).path("proposals").path(0);
      JsonNode accepted = DeskClient.json(200, decide(client, conversation, card, "approve"));
      idle.send("DELETE", "/conversations/" + conversation, "");

      assertThat(DeskClient.json(200, client.send("GET", proposals, "")).path("proposals"))
          .isEmpty();
      assertThat(client.send("GET", "/tasks/" + accepted.path("task_id").asText(), "").statusCode())
          .isEqualTo(404);
      try (Service working = idle.replica(WORKING)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () ->
                    assertThat(working.texts("SELECT event FROM imbi_assistant.daily_log"))
                        .containsOnlyOnce("Action run"));
      }
    }
  }

  /** Lets the model propose a note in its next turn. */
  private void propose(String text) {
    service.claude.enqueue(
        Answer.calling(
            "toolu_note",
            "propose_action",
            "{\"action\":\"%s\",\"parameters\":{\"text\":\"%s\"}}".formatted(ACTION, text)),
        Answer.saying("Shall I?"));
  }

  private JsonNode proposed(String conversation, String text) {
    propose(text);
    JsonNode ended = ann.answered(conversation, "Note it, please");
    assertThat(DeskClient.lines(ended.path("messages")).getFirst())
        .isEqualTo("assistant/chat: Shall I?");
    assertThat(ended.path("messages")).hasSize(2);
    return ended.path("messages").path(1);
  }

  private static String idOf(JsonNode card) {
    return card.path("metadata").path("proposal_id").asText();
  }

  private static HttpResponse<String> decide(
      DeskClient client, String conversation, JsonNode card, String option) {
    return client.decide(conversation, idOf(card), option);
  }

  private List<String> notes() {
    return service.texts("SELECT text FROM imbi_assistant.note");
  }
}
