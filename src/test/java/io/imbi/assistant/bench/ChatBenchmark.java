package io.imbi.assistant.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.ReceivedRequest;
import io.imbi.assistant.scripted.ScriptedClaude;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Contacts that all write at once, each its next message as soon as the last one is answered: what
 * the service adds to the model's own time, and whether anything is lost or out of order. Run with
 * {@code bench/chat}.
 */
final class ChatBenchmark {

  private static final int DELTAS = 10;

  private final int contacts;
  private final int messages;
  private final Duration model;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ChatBenchmark(int contacts, int messages, Duration model) {
    this.contacts = contacts;
    this.messages = messages;
    this.model = model;
  }

  public static void main(String[] args) throws Exception {
    int[] numbers = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    new ChatBenchmark(
            numbers.length > 0 ? numbers[0] : 200,
            numbers.length > 1 ? numbers[1] : 5,
            Duration.ofMillis(numbers.length > 2 ? numbers[2] : 500))
        .run(numbers.length > 3 ? numbers[3] : 3);
    System.exit(0);
  }

  private void run(int runs) throws Exception {
    TestPostgres database = TestPostgres.create();
    try (var claude = ScriptedClaude.start().answering(this::answer)) {
      Map<String, Object> settings = new HashMap<>(database.properties());
      settings.put("micronaut.server.port", -1);
      settings.put("anthropic.api-key", ScriptedClaude.API_KEY);
      settings.put("anthropic.base-url", claude.url().toString());
      settings.put("imbi.auth.jwt-secret", "of-thirty-two-bytes-at-the-least!");
      settings.put("imbi.assistant.sandbox", "off");
      try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, settings)) {
        System.out.printf(
            "%d contacts, %d messages each, %d ms of the model for each%n",
            contacts, messages, model.toMillis());
        System.out.println("run  seconds  added ms: median     p90     p99     max");
        for (int run = 1; run <= runs; run++) {
          report(run, server.getPort());
        }
        check(database, runs);
        if (!claude.refusals().isEmpty()) {
          throw new IllegalStateException("The model refused: " + claude.refusals().getFirst());
        }
      }
    }
  }

  /** Says which message it answers, so that an answer that went astray is seen. */
  private Answer answer(ReceivedRequest request) {
    String[] deltas = new String[DELTAS];
    Arrays.fill(deltas, ".");
    deltas[0] = "Answer to " + request.lastText();
    return Answer.saying(deltas).pace(model.dividedBy(DELTAS));
  }

  private void report(int run, int port) throws InterruptedException, ExecutionException {
    long started = System.nanoTime();
    List<Future<long[]>> talking = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int contact = 0; contact < contacts; contact++) {
        String name = "run-%d-contact-%d".formatted(run, contact);
        talking.add(threads.submit(() -> talk(name, port)));
      }
    }
    long[] added = new long[contacts * messages];
    int filled = 0;
    for (Future<long[]> each : talking) {
      System.arraycopy(each.get(), 0, added, filled, messages);
      filled += messages;
    }
    Arrays.sort(added);
    System.out.printf(
        "%3d  %7.1f  %16.1f %7.1f %7.1f %7.1f%n",
        run,
        (System.nanoTime() - started) / 1e9,
        at(added, 0.5),
        at(added, 0.9),
        at(added, 0.99),
        at(added, 1));
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
  }

  private long[] talk(String contact, int port) throws Exception {
    long[] added = new long[messages];
    for (int i = 0; i < messages; i++) {
      String message = contact + " says " + i;
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1/chat".formatted(port)))
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      Json.write(Map.of("contact_id", contact, "message", message))))
              .build();
      long sent = System.nanoTime();
      var response = http.send(request, BodyHandlers.ofString());
      added[i] = System.nanoTime() - sent - model.toNanos();
      JsonNode answer = Json.parse(response.body()).path("assistant_messages").path(0);
      if (!answer.asText().startsWith("Answer to " + message + ".")) {
        throw new IllegalStateException(response.statusCode() + " " + response.body());
      }
    }
    return added;
  }

  /** Every thread holds each message with its answer behind it, in the order of sending. */
  private void check(TestPostgres database, int runs) throws SQLException {
    int threads = 0;
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT t.contact, string_agg(e.data::json ->> 'content', '|' ORDER BY e.position)
                FROM imbi_assistant.thread t JOIN imbi_assistant.thread_event e
                  ON e.thread_id = t.id AND e.type LIKE 'comm.%'
                GROUP BY t.id
                """)) {
      while (rows.next()) {
        threads++;
        var expected = new StringBuilder();
        for (int i = 0; i < messages; i++) {
          String message = rows.getString(1) + " says " + i;
          expected
              .append(expected.isEmpty() ? "" : "|")
              .append(message)
              .append("|Answer to ")
              .append(message)
              .append(".".repeat(DELTAS - 1));
        }
        if (!expected.toString().equals(rows.getString(2))) {
          throw new IllegalStateException("Lost or out of order: " + rows.getString(2));
        }
      }
    }
    if (threads != contacts * runs) {
      throw new IllegalStateException("There are %d threads".formatted(threads));
    }
    System.out.printf("%d threads, every message and answer in its place%n", threads);
  }
}
