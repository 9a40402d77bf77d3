package io.imbi.assistant;

import static io.imbi.assistant.ChatCaller.messages;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import io.imbi.assistant.scripted.ScriptedClaude;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a thread that several processes, or none, take care of. */
class ChatReplicasTest {

  private static final Map<String, Object> SHORT_LEASE =
      Map.of("imbi.assistant.lease-duration", "600ms", "imbi.assistant.sandbox", "off");

  @Test
  void anotherReplicasMessageWaitsForALongRun() {
    var gate = new Gate();
    try (Service one = new Service(SHORT_LEASE);
        Service two = one.replica(SHORT_LEASE);
        var caller = new ChatCaller(one.port());
        var other = new ChatCaller(two.port())) {
      one.claude.enqueue(Answer.answer().text("First").hold(gate).text("."), Answer.saying("2nd."));
      CompletableFuture<JsonNode> first = caller.chatLater("c", "A");
      gate.awaitReached();
      CompletableFuture<JsonNode> second = other.chatLater("c", "B");
      awaitRenewal(one.database);

      assertThat(one.claude.streamed()).hasSize(1);
      gate.open();
      assertThat(messages(first.join())).containsExactly("First.");
      assertThat(messages(second.join())).containsExactly("2nd.");
      assertThat(events(one.database))
          .containsExactly(
              "jims.lifecycle.thread_created",
              "comm.user_message",
              "comm.assistant_message",
              "rag.query_processed",
              "comm.user_message",
              "comm.assistant_message",
              "rag.query_processed");
      assertThat(read(one.database, "SELECT count(*)::text FROM imbi_assistant.thread_lease"))
          .containsExactly("0");
    }
  }

  @Test
  void aRunThatWasTakenOverIsEndedAndStoresNothing() {
    var gate = new Gate();
    try (Service service = new Service(SHORT_LEASE);
        var caller = new ChatCaller(service.port())) {
      service.claude.enqueue(Answer.answer().text("Too ").hold(gate).text("late."));
      try (var stream = caller.stream("c", "A")) {
        gate.awaitReached();
        read(
            service.database,
            """
            UPDATE imbi_assistant.thread_lease
            SET holder = gen_random_uuid(), expires_at = now() + interval '1 hour'
            RETURNING thread_id::text
            """);

        assertThat(stream.until("error").text("detail"))
            .isEqualTo("Pipeline error: another replica has taken over the thread");
      }
      service.claude.lastRequest().awaitAbandoned();
      assertThat(events(service.database))
          .containsExactly("jims.lifecycle.thread_created", "comm.user_message");
      // What another holds is not given back by this one.
      assertThat(read(service.database, "SELECT count(*)::text FROM imbi_assistant.thread_lease"))
          .containsExactly("1");
    }
  }

  @Test
  void whatWasSaidBeforeACrashIsInTheHistoryAfterIt(@TempDir Path home) {
    Map<String, String> settings = Map.of("IMBI_ASSISTANT_LEASE_DURATION", "1s");
    TestPostgres database = TestPostgres.create();
    try (var claude = ScriptedClaude.start()) {
      var gate = new Gate();
      claude.enqueue(Answer.answer().text("Never ").hold(gate).text("told."));
      try (var process = new ServiceProcess(database, claude, home, settings);
          var caller = new ChatCaller(process.port())) {
        CompletableFuture<JsonNode> lost = caller.chatLater("c", "Before the crash");
        gate.awaitReached();
        process.kill();
        assertThat(lost).failsWithin(Duration.ofSeconds(20));
      }
      claude.enqueue(Answer.saying("Here again."));
      try (var process = new ServiceProcess(database, claude, home, settings);
          var caller = new ChatCaller(process.port())) {
        assertThat(messages(caller.chat("c", "After it"))).containsExactly("Here again.");
      }
      assertThat(claude.lastRequest().messages().toString())
          .containsSubsequence("Before the crash", "After it");
      assertThat(claude.refusals()).isEmpty();
    }
  }

  /** Waits until the only lease has been renewed beyond its first end. */
  private static void awaitRenewal(TestPostgres database) {
    String expiry = "SELECT expires_at::text FROM imbi_assistant.thread_lease";
    String first = read(database, expiry).getFirst();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                read(database, expiry + " WHERE clock_timestamp() > '" + first + "'::timestamptz")
                        .size()
                    == 1);
  }

  private static List<String> events(TestPostgres database) {
    return read(database, "SELECT type FROM imbi_assistant.thread_event ORDER BY position");
  }

  private static List<String> read(TestPostgres database, String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
