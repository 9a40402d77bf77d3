package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.scripted.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Integrations over HTTP, by their schedule, and what is kept in files. */
class IntegrationRunTest {

  @TempDir private Path folder;

  @Test
  void anIntegrationIsRunByHand() {
    try (var service = new Service(Map.of("imbi.queue.worker", true))) {
      assertThat(service.send("GET", "/integrations", "").body())
          .isEqualTo(
              "[{\"id\":\"clock.local\",\"name\":\"local\",\"type\":\"clock\",\"platforms\":[\"notes\"]}]");

      JsonNode all =
          DeskClient.json(200, service.send("POST", "/integrations/clock.local/run", ""));
      JsonNode one =
          DeskClient.json(200, service.send("POST", "/integrations/clock.local/notes/run", ""));

      assertThat(all.path("status").asText()).isEqualTo("pending");
      assertThat(all.path("task_ids")).hasSize(1);
      assertThat(one.path("task_ids")).hasSize(1);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(service.texts("SELECT text FROM imbi_assistant.note"))
                      .hasSize(2)
                      .allMatch(note -> note.startsWith("It is ")));
      assertThat(service.send("POST", "/integrations/clock.other/run", "").statusCode())
          .isEqualTo(404);
      assertThat(service.send("POST", "/integrations/clock.local/other/run", "").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void byHandIsNeverHeldOffAsADuplicate() {
    try (var service = new Service(Map.of("imbi.queue.worker", false))) {
      for (int i = 0; i < 3; i++) {
        service.send("POST", "/integrations/clock.local/run", "");
      }
      assertThat(service.texts("SELECT id::text FROM imbi_assistant.task WHERE priority = 3"))
          .hasSize(3);
    }
  }

  @Test
  void whatIsConfiguredRunsByItsScheduleAndWithoutPlatformsNotAtAll() throws IOException {
    Path file = folder.resolve("config.yml");
    Files.writeString(
        file,
        """
        integrations:
          - {type: clock, name: tower, schedule: {every: 1h}}
          - {type: clock, name: silent, platforms: {notes: {enabled: false}}}
        """);
    try (var service =
        new Service(Map.of("imbi.queue.worker", true, "micronaut.config.files", file.toString()))) {
      assertThat(service.send("GET", "/integrations", "").body())
          .isEqualTo(
              "[{\"id\":\"clock.tower\",\"name\":\"tower\",\"type\":\"clock\",\"platforms\":[\"notes\"]},"
                  + "{\"id\":\"clock.silent\",\"name\":\"silent\",\"type\":\"clock\"}]");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> service.texts("SELECT integration FROM imbi_assistant.note"),
              List.of("clock.tower")::equals);
      assertThat(service.send("POST", "/integrations/clock.silent/run", "").statusCode())
          .isEqualTo(400);
      assertThat(service.send("POST", "/integrations/clock.silent/notes/run", "").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void conversationsAreKeptAsFilesTooAndCanBeExported() throws IOException {
    Path chats = folder.resolve("chats");
    try (var service =
        new Service(Map.of("imbi.queue.worker", true, "directories.chats", chats.toString()))) {
      var ann = DeskClient.of(service);
      String conversation = ann.create();
      service.claude.enqueue(Answer.saying("Hello,\nAnn."));
      ann.answered(conversation, "Hello?");

      List<String> lines = Files.readAllLines(chats.resolve(conversation + ".jsonl"));
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0))
          .startsWith("{\"role\":\"user\",\"type\":\"chat\",\"content\":\"Hello?\",\"ts\":\"2");
      assertThat(lines.get(1)).contains("\"content\":\"Hello,\\nAnn.\"");

      Path exported = folder.resolve("desk.jsonl");
      var command =
          new CommandLine(new ExportCommand(new ArchiveAccess(service.database.properties())));
      command.setErr(new PrintWriter(new StringWriter()));
      assertThat(command.execute("--desk", "--output", exported.toString())).isZero();
      assertThat(Files.readAllLines(exported))
          .hasSize(2)
          .last()
          .asString()
          .contains(conversation, "\"owner\":\"ann@example.com\"", lines.get(1));

      ann.say(conversation, "/clear");
      assertThat(chats.resolve(conversation + ".jsonl")).doesNotExist();
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenHoldsNothingUp() throws IOException {
    Path blocked = folder.resolve("a-file");
    Files.writeString(blocked, "");
    try (var service =
        new Service(Map.of("imbi.queue.worker", true, "directories.chats", blocked.toString()))) {
      var ann = DeskClient.of(service);
      service.claude.enqueue(Answer.saying("Hello."));
      assertThat(ann.answered(ann.create(), "Hello?").path("status").asText()).isEqualTo("done");
    }
  }
}
