package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import io.imbi.assistant.scripted.ScriptedClaude;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die in the middle of an answer. */
class DeskTakeoverTest {

  private static final Map<String, String> WORKING =
      Map.of("IMBI_QUEUE_WORKER", "true", "IMBI_QUEUE_LEASE", "1s");

  private static final Answer PROPOSAL =
      Answer.calling(
          "toolu_note",
          "propose_action",
          "{\"action\":\"clock.local.write_note\",\"parameters\":{\"text\":\"Buy milk\"}}");

  @TempDir private Path home;

  @Test
  void anotherWorkerGoesOnWhereOneWasKilledAndTheReplyIsThereOnce() {
    TestPostgres database = TestPostgres.create();
    var never = new Gate();
    try (ScriptedClaude claude = ScriptedClaude.start()) {
      claude.enqueue(PROPOSAL, Answer.answer().text("Shall").hold(never));
      String conversation;
      String task;
      try (var first = new ServiceProcess(database, claude, home, WORKING)) {
        var ann = DeskClient.of(first);
        conversation = ann.create();
        task = ann.ask(conversation, "Note it, please");
        never.awaitReached();
        first.kill();
      }
      claude.enqueue(Answer.saying("Shall I?"));

      try (var second = new ServiceProcess(database, claude, home, WORKING)) {
        var ann = DeskClient.of(second);
        JsonNode ended = ann.await(task);

        assertThat(DeskClient.lines(ended.path("messages")))
            .containsExactly(
                "assistant/chat: Shall I?", "system/confirmation: Write this note: Buy milk");
        assertThat(ann.told(conversation)).hasSize(3);
        assertThat(claude.refusals()).isEmpty();
        assertThat(claude.streamed()).hasSize(3);
        assertThat(claude.lastRequest().toolResults()).hasSize(1);
      }
    }
  }

  @Test
  void aWorkerThatIsStoppedLeavesTheAnswerToAnother() {
    TestPostgres database = TestPostgres.create();
    var never = new Gate();
    Map<String, String> hurried =
        Map.of(
            "IMBI_QUEUE_WORKER", "true",
            "IMBI_QUEUE_SHUTDOWN_GRACE", "0s",
            "IMBI_ASSISTANT_DRAIN_TIMEOUT", "0s");
    try (ScriptedClaude claude = ScriptedClaude.start()) {
      claude.enqueue(Answer.answer().text("Half of").hold(never));
      String conversation;
      String task;
      try (var first = new ServiceProcess(database, claude, home, hurried)) {
        var ann = DeskClient.of(first);
        conversation = ann.create();
        task = ann.ask(conversation, "Hello?");
        never.awaitReached();
        first.stop();
        first.awaitEnd();
      }
      claude.enqueue(Answer.saying("All of an answer."));

      try (var second = new ServiceProcess(database, claude, home, WORKING)) {
        var ann = DeskClient.of(second);
        assertThat(DeskClient.lines(ann.await(task).path("messages")))
            .containsExactly("assistant/chat: All of an answer.");
        assertThat(ann.told(conversation)).hasSize(2);
        assertThat(claude.lastRequest().messages()).hasSize(1);
      }
    }
  }
}
