package io.imbi.assistant;

import static io.imbi.assistant.ChatCaller.messages;
import static io.imbi.assistant.ChatCaller.saying;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.Client.Event;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Failure;
import io.imbi.assistant.scripted.Gate;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an external system says and is answered, with the assistant's own turn behind it. */
class ChatApiTest {

  private static Service service;
  private static ChatCaller caller;

  private final String contact = "contact-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    service =
        new Service(
            Map.of(
                "imbi.assistant.stream.heartbeat", "100ms",
                "imbi.client.api-token", "the-service's-own"));
    caller = new ChatCaller(service.port());
  }

  @AfterAll
  static void stop() {
    caller.close();
    service.close();
  }

  @AfterEach
  void theModelRefusedNothing() {
    assertThat(service.claude.refusals()).isEmpty();
    service.claude.reset();
  }

  @Test
  void aMessageIsAnsweredWithAllEventsOfItsRun() {
    service.claude.enqueue(Answer.saying("Two ", "projects.").usage(10, 3, 2, 1));

    JsonNode answer = caller.chat(contact, "How many?");

    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactly("thread_id", "created_new_thread", "assistant_messages", "events");
    assertThat(UUID.fromString(answer.path("thread_id").asText()).version()).isEqualTo(7);
    assertThat(answer.path("created_new_thread").booleanValue()).isTrue();
    assertThat(messages(answer)).containsExactly("Two projects.");
    assertThat(answer.path("events"))
        .containsExactly(
            Json.parse(
                """
                {"event_type":"comm.assistant_message",
                 "event_data":{"role":"assistant","content":"Two projects."}}
                """),
            Json.parse(
                """
                {"event_type":"rag.query_processed","event_data":{
                  "query":"How many?","answer":"Two projects.",
                  "technical_info":{"vts_queries":[],"cypher_queries":[],
                    "num_vts_queries":0,"num_cypher_queries":0,"model_used":"claude-sonnet-4-6",
                    "model_stats":{"claude-sonnet-4-6":{"requests_count":1,"prompt_tokens":13,
                      "completion_tokens":3,"total_tokens":16}},
                    "tool_calls":[]},
                  "threshold":null}}
                """));
  }

  @Test
  void theNextMessageContinuesTheThread() {
    service.claude.enqueue(Answer.saying("One."), Answer.saying("Two."), Answer.saying("Three."));
    JsonNode first = caller.chat(contact, "Say one");

    JsonNode second = caller.chat(contact, "Say two");
    JsonNode third =
        caller.chat(
            saying(contact, "Say three").put("thread_id", first.path("thread_id").asText()));

    assertThat(second.path("thread_id")).isEqualTo(first.path("thread_id"));
    assertThat(second.path("created_new_thread").booleanValue()).isFalse();
    assertThat(third.path("created_new_thread").booleanValue()).isFalse();
    assertThat(messages(third)).containsExactly("Three.");
    assertThat(service.claude.lastRequest().messages().toString())
        .containsSubsequence("Say one", "One.", "Say two", "Two.", "Say three");
  }

  @Test
  void toolsAreReportedAndThoseOfABrowserAreNotOffered() {
    service.claude.enqueue(
        Answer.answer().text("Let me look.").toolUse("toolu_1", "refresh_openapi_spec", "{}"),
        Answer.saying("Done."));

    List<Event> events;
    try (var stream = caller.stream(contact, "Refresh")) {
      events = stream.rest();
    }

    assertThat(events)
        .extracting(event -> event.name() + " " + event.text("status") + event.text("type"))
        .containsExactly(
            "status thinkingstatus",
            "status tool:refresh_openapi_specstatus",
            "status thinkingstatus",
            "result ");
    JsonNode result = events.getLast().data();
    assertThat(messages(result)).containsExactly("Done.");
    JsonNode calls =
        result.path("events").path(1).path("event_data").path("technical_info").path("tool_calls");
    assertThat(calls)
        .containsExactly(
            Json.parse(
                """
                {"name":"refresh_openapi_spec","input":{},"is_error":false}\
                """));
    assertThat(service.claude.streamed())
        .allSatisfy(
            request ->
                assertThat(request.toolNames())
                    .doesNotContain("navigate_to", "refresh_data")
                    .contains("refresh_openapi_spec"));
  }

  @Test
  void aThreadMayBelongToAnotherContactAndKeepsIt() {
    service.claude.enqueue(Answer.saying("Hi."), Answer.saying("Ho."), Answer.saying("New."));
    String thread = caller.chat(contact, "Hi").path("thread_id").asText();
    String other = "other-" + contact;

    assertThat(caller.chat(saying(other, "Ho").put("thread_id", thread)).path("thread_id").asText())
        .isEqualTo(thread);
    assertThat(caller.chat(other, "Mine?").path("created_new_thread").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/chat", "/api/v1/chat/stream"})
  void whatIsKnownBeforeTheRunIsAStatus(String path) {
    var unknown =
        caller.post(
            path,
            BodyPublishers.ofString(
                saying(contact, "Hi").put("thread_id", UUID.randomUUID().toString()).toString()));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("{\"detail\":\"Thread not found\"}");
    assertThat(caller.post(path, BodyPublishers.ofString("{}")).statusCode()).isEqualTo(422);
    assertThat(
            caller
                .post(path, BodyPublishers.ofString("contact_id=a"), "Content-Type", "text/plain")
                .statusCode())
        .isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"message":"m"}                                             | contact_id
          {"contact_id":"c"}                                          | message
          {"contact_id":1,"message":"m"}                              | contact_id
          {"contact_id":null,"message":"m"}                           | contact_id
          {"contact_id":" ","message":"m"}                            | contact_id
          {"contact_id":"c","message":""}                             | message
          {"contact_id":"c","message":["m"]}                          | message
          {"contact_id":"c","message":"m","thread_id":"nonsense"}     | thread_id
          {"contact_id":"c","message":"m","thread_id":"1-1-1-1-1"}    | thread_id
          {"contact_id":"c","message":"m","thread_id":7}              | thread_id
          {"contact_id":"c","message":"m","thread_config":null}       | thread_config
          {"contact_id":"c","message":"m","thread_config":[]}         | thread_config
          {"contact_id":"c","message":"m","thread_config":{"a":"\\u0000"}} | thread_config
          {"contact_id":"c","message":"m","thread_config":{"\\ud800":1}}   | thread_config
          {"contact_id":"c","message":"m","event_type":null}          | event_type
          {"contact_id":"c","message":"m","event_type":5}             | event_type
          {"contact_id":"c","message":"m","event_type":""}            | event_type
          {"contact_id":"c","message":"m","event_type":"comm.\\u0000"} | event_type
          {"contact_id":"c","message":"m","event_type":"comm.\\udc00"} | event_type
          {"contact_id":"c","message":"\\u0000"}                      | message
          {"contact_id":"c\\ud800","message":"m"}                     | contact_id
          {"contact_id":"c","message":"m","run_conversation_start_on_new_thread":null} | run_conversation_start_on_new_thread
          {"contact_id":"c","message":"m","run_conversation_start_on_new_thread":"no"} | run_conversation_start_on_new_thread
          {"contact_id":"c","message":"m"} more                       | JSON
          {"contact_id":"c","contact_id":"d","message":"m"}           | JSON
          ["contact_id"]                                              | object
          """)
  void aMalformedBodyIsRefusedWithWhatIsWrong(String body, String named) {
    var response = caller.post(body);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(Json.parse(response.body()).path("detail").asText())
        .contains(named)
        .doesNotContain("io.imbi", "com.fasterxml", "java.");
  }

  @Test
  void whatIsTooMuchIsRefused() {
    String deep = "{\"contact_id\":\"c\",\"message\":\"m\",\"thread_config\":";
    assertThat(caller.post(deep + "{\"a\":".repeat(5000) + "1" + "}".repeat(5001)).statusCode())
        .isEqualTo(422);
    assertThat(caller.post(saying("c".repeat(501), "m")).statusCode()).isEqualTo(422);
    assertThat(caller.post(saying(contact, "m".repeat(16 * 1024 * 1024))).statusCode())
        .isEqualTo(413);
    assertThat(
            caller
                .post(
                    "/api/v1/chat",
                    BodyPublishers.ofByteArray(
                        new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}))
                .statusCode())
        .isEqualTo(422);
  }

  @Test
  void whatIsOddAndAllowedIsKeptAsItCame() {
    service.claude.enqueue(Answer.saying("Hi."), Answer.saying("Hi again."));
    ObjectNode odd = saying("😀'\"\\$$;" + "é".repeat(490), "{{x}} ${y} 😀");
    odd.set("thread_config", Json.parse("{\"a\":[1.10,1e400,null,{\"b\":\"\\u2028\"}]}"));

    assertThat(caller.chat(odd).path("created_new_thread").booleanValue()).isTrue();
    assertThat(caller.chat(odd).path("created_new_thread").booleanValue()).isFalse();
    assertThat(service.claude.lastRequest().lastText()).isEqualTo("{{x}} ${y} 😀");
  }

  @ParameterizedTest
  @ValueSource(strings = {"context.document", "comm.user_action", "ticket.opened"})
  void aMessageOfAnyTypeIsAnswered(String type) {
    service.claude.enqueue(Answer.saying("Hi."), Answer.saying("Answered."));
    caller.chat(contact, "First");

    JsonNode answer = caller.chat(saying(contact, "Second").put("event_type", type));

    assertThat(messages(answer)).containsExactly("Answered.");
    assertThat(answer.path("events").path(1).path("event_data").path("query").asText())
        .isEqualTo("Second");
    assertThat(service.claude.lastRequest().lastText()).isEqualTo("Second");
  }

  @Test
  void aFailureOfThePipelineIsToldAndTheMessageStaysStored() {
    service.claude.enqueue(
        Answer.failing(Failure.Status.of(400, "invalid_request_error", "io.imbi.secret")),
        Answer.failing(Failure.Status.of(400, "invalid_request_error", "io.imbi.secret")),
        Answer.saying("Now."));

    var failed = caller.post(saying(contact, "Unanswered"));
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(Json.parse(failed.body()).path("detail").asText())
        .startsWith("Pipeline error: ")
        .doesNotContain("io.imbi");
    try (var stream = caller.stream(contact, "Unanswered too")) {
      assertThat(stream.until("error").text("detail")).startsWith("Pipeline error: ");
      assertThat(stream.next()).isNull();
    }

    assertThat(messages(caller.chat(contact, "And now?"))).containsExactly("Now.");
    assertThat(service.claude.lastRequest().messages().toString())
        .containsSubsequence("Unanswered", "Unanswered too", "And now?")
        .doesNotContain("assistant");
  }

  @Test
  void whoeverLeavesFindsTheAnswerInTheHistory() {
    var gate = new Gate();
    service.claude.enqueue(
        Answer.answer().text("Kept ").hold(gate).text("for later."), Answer.saying("Yes."));
    try (var leaving = new ChatCaller(service.port())) {
      var _ = leaving.chatLater(contact, "Take your time");
      gate.awaitReached();
    }
    gate.open();

    assertThat(messages(caller.chat(contact, "Well?"))).containsExactly("Yes.");
    assertThat(service.claude.lastRequest().messages().toString())
        .containsSubsequence("Take your time", "Kept for later.", "Well?");
  }

  @Test
  void whoeverLeavesAStreamFindsTheAnswerInTheHistory() {
    var gate = new Gate();
    service.claude.enqueue(
        Answer.answer().text("Kept ").hold(gate).text("for later."), Answer.saying("Yes."));
    try (var stream = caller.stream(contact, "Take your time")) {
      stream.until("status");
      gate.awaitReached();
    }
    gate.open();

    assertThat(messages(caller.chat(contact, "Well?"))).containsExactly("Yes.");
    assertThat(service.claude.lastRequest().messages().toString())
        .containsSubsequence("Take your time", "Kept for later.", "Well?");
  }

  @Test
  void twoFirstMessagesAtOnceMakeOneThreadAndAreAnsweredOneAfterTheOther() {
    var gate = new Gate();
    service.claude.enqueue(
        Answer.answer().text("First").hold(gate).text("."), Answer.saying("Second."));
    var one = caller.chatLater(contact, "A");
    var other = caller.chatLater(contact, "B");
    gate.awaitReached();
    assertThat(service.claude.streamed()).hasSize(1);
    gate.open();

    assertThat(one.join().path("thread_id")).isEqualTo(other.join().path("thread_id"));
    assertThat(List.of(one.join(), other.join()))
        .flatExtracting(ChatCaller::messages)
        .containsExactlyInAnyOrder("First.", "Second.");
    assertThat(List.of(one.join(), other.join()))
        .filteredOn(answer -> answer.path("created_new_thread").booleanValue())
        .hasSize(1);
    assertThat(List.of(one.join(), other.join()))
        .allSatisfy(answer -> assertThat(answer.path("events")).hasSize(2));
    assertThat(service.claude.lastRequest().messages().toString())
        .containsSubsequence("First.", "user");
  }

  @Test
  void aSilentStreamIsKeptAlive() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("Slow").hold(gate).text("."));
    try (var stream = caller.stream(contact, "Slowly")) {
      stream.until("status");
      assertThat(stream.comment()).isEqualTo(": ping");
      assertThat(stream.comment()).isEqualTo(": ping");
      gate.open();
      assertThat(messages(stream.until("result").data())).containsExactly("Slow.");
    }
  }

  @Test
  void probesAreAnswered() {
    assertThat(caller.get("/healthz").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(caller.get("/api/v1/chat").statusCode()).isEqualTo(405);
  }
}
