package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.Client.Event;
import io.imbi.assistant.Client.Listening;
import io.imbi.assistant.json.Json;
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

/** What becomes of a turn whose database breaks off or goes away. */
class DatabaseFailuresTest {

  private static final Things THINGS = new Things();
  private static final Service SERVICE = new Service(settings(Map.of()));

  private final Gate gate = new Gate();
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

  @Test
  void connectionsThatBreakInMidTextCostNothing() {
    SERVICE.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer."));

    try (Listening stream = SERVICE.listen(conversation, "Hi")) {
      stream.until("text");
      assertThat(SERVICE.killConnections()).isPositive();
      gate.open();
      assertThat(stream.rest()).extracting(Event::name).contains("done").doesNotContain("error");
    }

    assertThat(SERVICE.stored(conversation))
        .containsExactly("user: Hi", "assistant: Half an answer.");
  }

  @Test
  void connectionsThatBreakDuringACallCostNothing() {
    THINGS.hold();
    SERVICE.claude.enqueue(
        Answer.calling("toolu_1", Things.CREATE, "{\"name\":\"x\"}"), Answer.saying("Done."));

    try (Listening stream = SERVICE.listen(conversation, "Hi")) {
      THINGS.awaitCall("POST");
      assertThat(SERVICE.killConnections()).isPositive();
      THINGS.release();
      assertThat(stream.rest()).extracting(Event::name).contains("done").doesNotContain("error");
    }

    assertThat(SERVICE.stored(conversation)).hasSize(4).endsWith("assistant: Done.");
  }

  @Test
  void aDatabaseThatIsAwayForAMomentIsWaitedFor() {
    SERVICE.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer."));

    try (Listening stream = SERVICE.listen(conversation, "Hi")) {
      stream.until("text");
      SERVICE.database.goAway();
      gate.open();
      SERVICE.awaitDatabaseMissed();
      SERVICE.database.comeBack();
      assertThat(stream.rest()).extracting(Event::name).contains("done").doesNotContain("error");
    } finally {
      SERVICE.database.comeBack();
    }

    assertThat(SERVICE.stored(conversation))
        .containsExactly("user: Hi", "assistant: Half an answer.");
  }

  @Test
  void aDatabaseThatStaysAwayEndsTheTurnWithAnError() {
    var hasty =
        settings(
            Map.of(
                "imbi.assistant.database.connection-timeout", "250ms",
                "imbi.assistant.lease-duration", "2s"));
    SERVICE.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer."));

    try (Service other = SERVICE.replica(hasty)) {
      try (Listening stream = other.listen(conversation, "Hi")) {
        stream.until("text");
        SERVICE.database.goAway();
        gate.open();
        List<Event> rest = stream.rest();
        assertThat(rest).extracting(Event::name).doesNotContain("done").endsWith("error");
      } finally {
        SERVICE.database.comeBack();
      }
      SERVICE.awaitFree(conversation);
    }

    assertThat(SERVICE.stored(conversation)).first().isEqualTo("user: Hi");
  }

  @Test
  void aMessageThatCannotBeStoredIsRefusedAndStartsNothing() {
    try (Service other =
        SERVICE.replica(settings(Map.of("imbi.assistant.database.connection-timeout", "250ms")))) {
      SERVICE.database.goAway();
      try {
        var refused = other.say(conversation, "Hi");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Json.parse(refused.body()).path("detail").asText())
            .startsWith("The database cannot be reached");
      } finally {
        SERVICE.database.comeBack();
      }
      other.awaitQuiet();
    }

    assertThat(SERVICE.claude.requests()).isEmpty();
    assertThat(SERVICE.stored(conversation)).isEmpty();
  }

  private static Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(THINGS.settings());
    settings.putAll(more);
    return settings;
  }
}
