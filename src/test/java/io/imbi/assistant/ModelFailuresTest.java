package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.Client.Event;
import io.imbi.assistant.Client.Listening;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Failure;
import io.imbi.assistant.scripted.Gate;
import io.imbi.assistant.scripted.ReceivedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever becomes of the model's answer, the stream comes to an end that the client understands,
 * what was streamed is stored, and the conversation goes on.
 */
class ModelFailuresTest {

  private static final Things THINGS = new Things();
  private static final Service SERVICE = new Service(settings());

  private String conversation = "";

  @BeforeAll
  static void awaitTools() {
    SERVICE.withTool(Things.LIST);
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
    THINGS.close();
  }

  @BeforeEach
  void begin() {
    SERVICE.claude.reset();
    THINGS.reset();
    conversation = SERVICE.newConversation();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    SERVICE.goesOn(conversation);
    SERVICE.awaitQuiet();
  }

  static Stream<Failure> failures() {
    return Stream.of(
        new Failure.Cut(),
        new Failure.Reset(),
        new Failure.Truncated(),
        new Failure.Stall(),
        new Failure.ErrorEvent("overloaded_error", "Overloaded"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void textBeforeAFailureIsKeptAndTheErrorIsTold(Failure failure) {
    SERVICE.claude.enqueue(Answer.answer().text("Half an ", "ans").fail(failure));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertThat(text(events)).isEqualTo("Half an ans");
    assertFailed(events);
    assertThat(SERVICE.claude.requests()).hasSize(1);
    assertThat(SERVICE.stored(conversation)).containsExactly("user: Hi", "assistant: Half an ans");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aCallThatWasCutOffIsNotRun(Failure failure) {
    SERVICE.claude.enqueue(
        Answer.answer()
            .text("Let me see. ")
            .toolUse("toolu_1", Things.CREATE, "{\"name\":")
            .fail(failure));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertFailed(events);
    assertThat(names(events)).contains("tool_use_start").doesNotContain("tool_executing");
    assertThat(THINGS.calls()).isEmpty();
    assertThat(SERVICE.stored(conversation)).containsExactly("user: Hi", "assistant: Let me see. ");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureInTheSecondRoundLeavesTheFirstRoundStored(Failure failure) {
    SERVICE.claude.enqueue(
        Answer.calling("toolu_1", Things.CREATE, "{\"name\":\"x\"}"),
        Answer.answer().text("It is").fail(failure));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertFailed(events);
    assertThat(THINGS.calls()).containsExactly("POST");
    JsonNode messages = SERVICE.conversation(conversation).path("messages");
    assertThat(messages).hasSize(4);
    assertThat(messages.get(1).path("tool_use").path(0).path("id").asText()).isEqualTo("toolu_1");
    assertThat(messages.get(2).path("tool_results").path(0).path("tool_use_id").asText())
        .isEqualTo("toolu_1");
    assertThat(messages.get(3).path("content").asText()).isEqualTo("It is");
  }

  @Test
  void whatFailsBeforeTheAnswerBeginsIsRepeated() {
    SERVICE.claude.enqueue(
        Answer.failing(Failure.Status.overloaded()),
        Answer.failing(new Failure.Reset()),
        Answer.saying("Here I am."));

    assertDone(SERVICE.ask(conversation, "Hi"), "Here I am.");

    assertThat(SERVICE.stored(conversation)).containsExactly("user: Hi", "assistant: Here I am.");
  }

  @Test
  void aRateLimitThatOutlastsTheTurnIsToldAtOnce() {
    SERVICE.claude.enqueue(
        Answer.failing(Failure.Status.rateLimited().withHeader("retry-after", "86400")));

    assertFailed(SERVICE.ask(conversation, "Hi"));

    assertThat(SERVICE.claude.streamed()).hasSize(1);
    assertThat(SERVICE.stored(conversation)).hasSize(2).last().asString().startsWith("assistant: ");
  }

  @Test
  void aCallWhoseInputIsCutOffByTheLengthLimitIsNotRun() {
    SERVICE.claude.enqueue(
        Answer.answer()
            .text("Let me see. ")
            .toolUse("toolu_1", Things.CREATE, "{\"name\":\"ab")
            .stop("max_tokens"));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertThat(events).extracting(Event::name).contains("done").doesNotContain("tool_executing");
    assertThat(THINGS.calls()).isEmpty();
    assertThat(SERVICE.stored(conversation).getLast())
        .startsWith("assistant: Let me see. ")
        .contains("cut off");
  }

  @Test
  void aCallWhoseInputIsNoJsonIsNotRun() {
    SERVICE.claude.enqueue(
        Answer.answer().text("Let me see. ").toolUse("toolu_1", Things.CREATE, "{\"name\":\"ab"));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertThat(names(events)).containsAnyOf("done", "error").doesNotContain("tool_executing");
    assertThat(THINGS.calls()).isEmpty();
    assertThat(SERVICE.stored(conversation)).contains("assistant: Let me see. ");
  }

  @Test
  void anAnswerThatTheModelPausesIsGoneOnWith() {
    SERVICE.claude.enqueue(
        Answer.answer()
            .text("First. ")
            .serverToolUse("srvtoolu_1", "tool_search_tool_bm25", "{\"query\":\"things\"}")
            .stop("pause_turn")
            .usage(10, 3, 0, 0),
        Answer.answer()
            .toolSearchResult("srvtoolu_1", Things.LIST)
            .text("Second.")
            .usage(20, 4, 0, 0));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertDone(events, "First. Second.");
    assertUsage(events, 30, 7);
    assertThat(SERVICE.stored(conversation))
        .containsExactly("user: Hi", "assistant: First. Second.");
  }

  @Test
  void aRefusalIsAnAnswer() {
    SERVICE.claude.enqueue(Answer.answer().stop("refusal"));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertThat(names(events)).contains("text", "done");
    assertThat(SERVICE.stored(conversation).getLast()).contains("declined");
  }

  @Test
  void olderResultsGiveWayOnceWhenTheContextIsFull() {
    fillContext();
    SERVICE.claude.enqueue(
        Answer.answer().stop("model_context_window_exceeded"), Answer.saying("It fits."));

    assertDone(SERVICE.ask(conversation, "And in short?"), "It fits.");

    List<ReceivedRequest> requests = SERVICE.claude.streamed();
    assertThat(requests.getLast().bytes().length)
        .isLessThan(requests.get(requests.size() - 2).bytes().length);
  }

  @Test
  void aContextThatStaysFullIsAClearError() {
    fillContext();
    SERVICE.claude.enqueue(
        Answer.answer().stop("model_context_window_exceeded"),
        Answer.answer().stop("model_context_window_exceeded"));

    List<Event> events = SERVICE.ask(conversation, "And in short?");

    assertFailed(events);
    assertThat(events.getLast().text("message")).contains("too long");
    assertThat(SERVICE.claude.unused()).isZero();
  }

  @Test
  void aPromptThatIsRefusedAsTooLongMakesRoomToo() {
    fillContext();
    SERVICE.claude.contextWindow(8_000);
    SERVICE.claude.enqueue(Answer.saying("It fits."));

    assertDone(SERVICE.ask(conversation, "And in short?"), "It fits.");

    assertThat(SERVICE.claude.refusals()).singleElement().asString().contains("too long");
    SERVICE.claude.reset();
  }

  private void fillContext() {
    THINGS.answering("[\"" + "x".repeat(20_000) + "\"]");
    SERVICE.claude.enqueue(
        Answer.calling("toolu_1", Things.LIST, "{}"),
        Answer.calling("toolu_2", Things.LIST, "{}"),
        Answer.saying("Many things."));
    SERVICE.ask(conversation, "What is there?");
  }

  @Test
  void aHistoryWhoseThinkingIsRefusedIsSentWithout() {
    SERVICE.claude.enqueue(
        Answer.answer().thinking("Which things?", "signed").toolUse("toolu_1", Things.LIST, "{}"),
        Answer.failing(
            Failure.Status.of(
                400,
                "invalid_request_error",
                "messages.1.content.0: Invalid `signature` in `thinking` block")),
        Answer.saying("None."));

    assertDone(SERVICE.ask(conversation, "Hi"), "None.");

    assertThat(SERVICE.claude.streamed())
        .extracting(request -> request.body().path("messages").toString().contains("signed"))
        .containsExactly(false, true, false);
  }

  @Test
  void usageIsTheSumOverTheRounds() {
    SERVICE.claude.enqueue(
        Answer.calling("toolu_1", Things.LIST, "{}").usage(100, 10, 5, 7),
        Answer.calling("toolu_2", Things.LIST, "{}").usage(200, 20, 50, 0),
        Answer.saying("None.").usage(300, 30, 0, 0));

    assertUsage(SERVICE.ask(conversation, "Hi"), 100 + 5 + 7 + 200 + 50 + 300, 60);
  }

  @Test
  void aTitleThatIsSlowHoldsNothingUp() {
    var title = new Gate();
    SERVICE.claude.enqueueCompletion(Answer.answer().hold(title).text("Late"));
    SERVICE.claude.enqueue(Answer.saying("Hello."), Answer.saying("Still here."));

    try (Listening first = SERVICE.listen(conversation, "Hi")) {
      first.until("done");
      title.awaitReached();
      assertDone(SERVICE.ask(conversation, "Are you there?"), "Still here.");
      title.open();

      assertThat(first.rest())
          .singleElement()
          .isEqualTo(new Event("title_updated", Json.object().put("title", "Late")));
    }
    assertThat(SERVICE.conversation(conversation).path("title").asText()).isEqualTo("Late");
  }

  @Test
  void aTitleThatFailsIsNotHeardOf() {
    SERVICE.claude.enqueueCompletion(
        Answer.failing(Failure.Status.of(400, "invalid_request_error", "No")));
    SERVICE.claude.enqueue(Answer.saying("Hello."));

    assertThat(SERVICE.ask(conversation, "Hi").getLast().name()).isEqualTo("done");
  }

  // --- what is asserted of a stream

  private static void assertDone(List<Event> events, String text) {
    assertThat(names(events)).containsOnlyOnce("done").doesNotContain("error");
    assertThat(names(events.subList(names(events).indexOf("done") + 1, events.size())))
        .isSubsetOf("title_updated");
    assertThat(text(events)).isEqualTo(text);
  }

  private static void assertFailed(List<Event> events) {
    assertThat(names(events)).containsOnlyOnce("error").doesNotContain("done").endsWith("error");
    assertThat(events.getLast().text("message")).isNotBlank();
  }

  private static void assertUsage(List<Event> events, long input, long output) {
    Event done = events.get(names(events).indexOf("done"));
    assertThat(done.data().path("usage"))
        .isEqualTo(Json.tree(Map.of("input_tokens", (int) input, "output_tokens", (int) output)));
  }

  private static List<String> names(List<Event> events) {
    return events.stream().map(Event::name).toList();
  }

  private static String text(List<Event> events) {
    var text = new StringBuilder();
    events.stream()
        .filter(event -> event.name().equals("text"))
        .forEach(event -> text.append(event.text("text")));
    return text.toString();
  }

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(THINGS.settings());
    settings.put("anthropic.idle-timeout", "2s");
    settings.put("imbi.assistant.tool-loading", "search");
    return settings;
  }
}
