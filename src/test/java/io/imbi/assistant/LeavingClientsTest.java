package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.Client.Event;
import io.imbi.assistant.Client.Listening;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a turn whose client goes away, and comes back or does not. */
class LeavingClientsTest {

  private static final Things THINGS = new Things();

  /** Waits for clients longer than any test takes. */
  private static final Service PATIENT = new Service(settings("10m"));

  private static final Service IMPATIENT = PATIENT.replica(settings("1s"));

  private final Gate gate = new Gate();
  private String conversation = "";

  @BeforeAll
  static void awaitTools() {
    PATIENT.withTool(Things.LIST);
    IMPATIENT.withTool(Things.LIST);
  }

  @AfterAll
  static void stop() {
    IMPATIENT.close();
    PATIENT.close();
    THINGS.close();
  }

  @BeforeEach
  void begin() {
    PATIENT.claude.reset();
    THINGS.reset();
    conversation = PATIENT.newConversation();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    PATIENT.goesOn(conversation);
    PATIENT.awaitQuiet();
    IMPATIENT.awaitQuiet();
  }

  @Test
  void textThatNobodyWaitedForTheEndOfIsKept() {
    PATIENT.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer"));

    try (Listening stream = IMPATIENT.listen(conversation, "Hi")) {
      stream.until("text");
    }

    PATIENT.claude.awaitStreamed(0).awaitAbandoned();
    IMPATIENT.awaitQuiet();
    assertThat(PATIENT.stored(conversation)).containsExactly("user: Hi", "assistant: Half an ");
  }

  @Test
  void aClientThatLeavesBeforeTheFirstWordLeavesAnAnsweredQuestion() {
    PATIENT.claude.enqueue(Answer.answer().head().hold(gate).text("Too late"));

    IMPATIENT.listen(conversation, "Hi").close();

    PATIENT.claude.awaitStreamed(0).awaitAbandoned();
    IMPATIENT.awaitQuiet();
    assertThat(PATIENT.stored(conversation))
        .hasSize(2)
        .last()
        .asString()
        .contains("nobody was listening");
  }

  @Test
  void aClientThatLeavesBetweenRoundsLeavesTheRoundStored() {
    PATIENT.claude.enqueue(
        Answer.calling("toolu_1", Things.CREATE, "{\"name\":\"x\"}"),
        Answer.answer().head().hold(gate).text("Too late"));

    try (Listening stream = IMPATIENT.listen(conversation, "Hi")) {
      stream.until("tool_result");
      PATIENT.claude.awaitStreamed(1);
    }

    PATIENT.claude.awaitStreamed(1).awaitAbandoned();
    IMPATIENT.awaitQuiet();
    JsonNode messages = messages();
    assertThat(messages).hasSize(4);
    assertThat(result(messages, 0).path("is_error").asBoolean()).isFalse();
    assertThat(messages.get(3).path("content").asText()).contains("nobody was listening");
  }

  @Test
  void aCallThatOnlyReadsGoesOnWithoutAListener() {
    THINGS.hold();
    PATIENT.claude.enqueue(
        Answer.calling("toolu_1", Things.LIST, "{}"), Answer.saying("There are none."));

    try (Listening stream = PATIENT.listen(conversation, "Hi")) {
      stream.until("tool_executing");
      THINGS.awaitCall("GET");
    }
    PATIENT.awaitNobodyListens(conversation);
    THINGS.release();

    PATIENT.awaitQuiet();
    assertThat(PATIENT.stored(conversation)).endsWith("assistant: There are none.");
  }

  @Test
  void aCallThatChangesSomethingStartsWhenTheClientIsBack() {
    PATIENT.claude.enqueue(callingBothBehindTheGate(), Answer.saying("Done."));

    leaveInMidText(PATIENT);
    gate.open();
    THINGS.awaitCall("GET");
    assertThat(THINGS.calls()).containsExactly("GET");

    try (Listening back = PATIENT.follow(conversation)) {
      List<Event> events = back.rest();
      assertThat(events.getFirst().text("text")).isEqualTo("Let me see. ");
      assertThat(events).extracting(Event::name).contains("done").doesNotContain("error");
    }
    assertThat(THINGS.calls()).containsExactly("GET", "POST");
    assertThat(PATIENT.stored(conversation)).endsWith("assistant: Done.");
  }

  @Test
  void aCallThatChangesSomethingIsNeverStartedForNobody() {
    PATIENT.claude.enqueue(callingBothBehindTheGate());

    leaveInMidText(PATIENT);
    gate.open();
    THINGS.awaitCall("GET");
    assertThat(PATIENT.send("DELETE", Client.turn(conversation), "").statusCode()).isEqualTo(202);

    PATIENT.awaitQuiet();
    assertThat(THINGS.calls()).containsExactly("GET");
    assertThat(result(messages(), 0).path("is_error").asBoolean()).isTrue();
    assertThat(messages().get(1).path("content").asText()).isEqualTo("Let me see. ");
  }

  @Test
  void whatBecameOfAChangeThatWasUnderWayIsSaidToBeUnknown() {
    THINGS.hold();
    PATIENT.claude.enqueue(Answer.calling("toolu_1", Things.CREATE, "{\"name\":\"x\"}"));

    try (Listening stream = IMPATIENT.listen(conversation, "Hi")) {
      stream.until("tool_executing");
      THINGS.awaitCall("POST");
    }

    IMPATIENT.awaitQuiet();
    assertThat(result(messages(), 0).path("is_error").asBoolean()).isTrue();
    assertThat(result(messages(), 0).path("content").asText()).contains("unknown");
  }

  @Test
  void aClientThatComesBackHasMissedNothing() {
    PATIENT.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer."));

    leaveInMidText(PATIENT);
    try (Listening back = PATIENT.follow(conversation)) {
      assertThat(back.until("text").text("text")).isEqualTo("Half an ");
      gate.open();
      assertThat(back.until("text").text("text")).isEqualTo("answer.");
      back.until("done");
    }

    assertThat(PATIENT.claude.streamed()).hasSize(1);
    assertThat(PATIENT.stored(conversation))
        .containsExactly("user: Hi", "assistant: Half an answer.");
    PATIENT.awaitFree(conversation);
  }

  @Test
  void anAnswerThatIsStoppedKeepsWhatWasSaid() {
    PATIENT.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer"));

    try (Listening stream = PATIENT.listen(conversation, "Hi")) {
      stream.until("text");
      assertThat(PATIENT.send("DELETE", Client.turn(conversation), "").statusCode()).isEqualTo(202);
      assertThat(stream.rest())
          .extracting(Event::name)
          .startsWith("done")
          .isSubsetOf("done", "title_updated");
    }

    PATIENT.claude.awaitStreamed(0).awaitAbandoned();
    assertThat(PATIENT.stored(conversation)).containsExactly("user: Hi", "assistant: Half an ");
  }

  private Answer callingBothBehindTheGate() {
    return Answer.answer()
        .text("Let me see. ")
        .hold(gate)
        .toolUse("toolu_1", Things.CREATE, "{\"name\":\"x\"}")
        .toolUse("toolu_2", Things.LIST, "{}");
  }

  private void leaveInMidText(Service service) {
    try (Listening stream = service.listen(conversation, "Hi")) {
      stream.until("text");
    }
    service.awaitNobodyListens(conversation);
  }

  private JsonNode messages() {
    return PATIENT.conversation(conversation).path("messages");
  }

  private static JsonNode result(JsonNode messages, int index) {
    return messages.get(2).path("tool_results").path(index);
  }

  private static Map<String, Object> settings(String gracePeriod) {
    Map<String, Object> settings = new HashMap<>(THINGS.settings());
    settings.put("imbi.assistant.grace-period", gracePeriod);
    return settings;
  }
}
