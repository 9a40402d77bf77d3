package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.Client.Event;
import io.imbi.assistant.Client.Listening;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a turn whose process is told to stop, or is killed. */
class StopTest {

  /** What a JVM ends with that SIGTERM has ended in an orderly way. */
  private static final int TERMINATED = 128 + 15;

  private static final Things THINGS = new Things();

  /** Another process on the same database, which is there before and after. */
  private static final Service OTHER = new Service(THINGS.settings());

  private final Gate gate = new Gate();
  private String conversation = "";

  @TempDir private Path home;

  @AfterAll
  static void stop() {
    OTHER.close();
    THINGS.close();
  }

  @BeforeEach
  void begin() {
    OTHER.claude.reset();
    THINGS.reset();
    conversation = OTHER.newConversation();
  }

  @AfterEach
  void theConversationGoesOnElsewhere() {
    OTHER.goesOn(conversation);
    OTHER.awaitQuiet();
  }

  @Test
  void aTurnThatCanEndIsLetEndAndNoOtherIsBegun() {
    OTHER.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer."));

    try (ServiceProcess service = start(Map.of());
        Listening stream = service.listen(conversation, "Hi")) {
      stream.until("text");
      assertThat(ready(service)).isEqualTo(200);
      service.stop();
      Awaitility.await().until(() -> ready(service) == 503);
      assertThat(service.say(conversation, "Me too").statusCode()).isEqualTo(503);
      try (Listening back = service.follow(conversation)) {
        assertThat(back.until("text").text("text")).isEqualTo("Half an ");
        gate.open();
        back.until("done");
      }
      stream.until("done");
      assertThat(stream.rest()).extracting(Event::name).isSubsetOf("title_updated");
      assertThat(service.awaitEnd()).isEqualTo(TERMINATED);
    }

    assertThat(OTHER.stored(conversation))
        .containsExactly("user: Hi", "assistant: Half an answer.");
  }

  @Test
  void aTurnThatDoesNotEndIsEndedWithWhatItHasSaid() {
    OTHER.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer."));

    try (ServiceProcess service = start(Map.of("IMBI_ASSISTANT_DRAIN_TIMEOUT", "200ms"));
        Listening stream = service.listen(conversation, "Hi")) {
      stream.until("text");
      service.stop();
      List<Event> rest = stream.rest();
      assertThat(rest).extracting(Event::name).containsExactly("error");
      assertThat(rest.getLast().text("message")).contains("restarting");
      assertThat(service.awaitEnd()).isEqualTo(TERMINATED);
    }

    OTHER.claude.awaitStreamed(0).awaitAbandoned();
    assertThat(OTHER.stored(conversation)).containsExactly("user: Hi", "assistant: Half an ");
  }

  @Test
  void aConversationIsFreeAgainWhenTheLeaseOfAKilledProcessHasRunOut() {
    OTHER.claude.enqueue(
        Answer.calling("toolu_1", Things.CREATE, "{\"name\":\"x\"}"),
        Answer.answer().text("Half an ").hold(gate).text("answer."));

    try (ServiceProcess service =
        start(
            Map.of(
                "IMBI_ASSISTANT_LEASE_DURATION",
                "4s",
                "IMBI_INTERNAL_API_URL",
                THINGS.url().toString()))) {
      try (Listening stream = service.listen(conversation, "Hi")) {
        stream.until("text");
        service.kill();
      }
    }

    assertThat(OTHER.say(conversation, "Too soon").statusCode()).isEqualTo(409);
    OTHER.awaitFree(conversation);
    assertThat(OTHER.stored(conversation)).hasSize(3).startsWith("user: Hi");
  }

  private ServiceProcess start(Map<String, String> environment) {
    return new ServiceProcess(OTHER.database, OTHER.claude, home, environment);
  }

  private static int ready(Client service) {
    return service.send("GET", "/health/readiness", "").statusCode();
  }
}
