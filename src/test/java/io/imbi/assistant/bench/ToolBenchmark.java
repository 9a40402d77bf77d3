package io.imbi.assistant.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.imbi.assistant.imbi.RecordingApi;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.ReceivedRequest;
import io.imbi.assistant.scripted.ScriptedClaude;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolIndex;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolSource;
import io.imbi.assistant.tool.ToolSource.Refresh;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What tools cost where there are as many as the Imbi API has operations, for an administrator: to
 * make, to hold, and in the model's context; and how long a round of three slow calls takes. Run
 * with {@code bench/tools}.
 */
final class ToolBenchmark implements AutoCloseable {

  /** Characters of the same definitions as the API's own document words them. */
  private static final int ORIGINAL_CHARS = 192_329;

  private static final int CHARS_PER_TOKEN = 4;
  private static final int WARM_READS = 20;
  private static final int ROUNDS = 10;
  private static final Duration CALL = Duration.ofMillis(400);

  private static final String GET_TEAM = "get_team_api_organizations";
  private static final String GET_RELEASE = "get_release_api_organizations";
  private static final String LIST_COMMITS = "list_commits_api_organizations";
  private static final String BREAKPOINT = ",\"cache_control\":{\"type\":\"ephemeral\"}";

  private final RecordingApi api = new RecordingApi();
  private final ScriptedClaude claude = ScriptedClaude.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final EmbeddedServer server;
  private final String document = document();

  private volatile boolean documentIsThere;
  private volatile boolean slow;

  /** Makes each reading of the document one of another document. */
  private final AtomicInteger edition = new AtomicInteger();

  private ToolBenchmark(String toolLoading) {
    api.answering(this::answer);
    Map<String, Object> settings = new HashMap<>(TestPostgres.create().properties());
    settings.put("micronaut.server.port", -1);
    settings.put("anthropic.api-key", ScriptedClaude.API_KEY);
    settings.put("anthropic.base-url", claude.url().toString());
    settings.put("imbi.internal-api-url", api.url().toString());
    settings.put("imbi.assistant.sandbox", "off");
    settings.put("imbi.assistant.tool-loading", toolLoading);
    settings.put("imbi.assistant.openapi.first-retry", "1h");
    settings.put("imbi.assistant.openapi.longest-retry", "1h");
    server = ApplicationContext.run(EmbeddedServer.class, settings);
  }

  public static void main(String[] arguments) throws Exception {
    try (var search = new ToolBenchmark("search")) {
      search.reading();
      search.index();
      search.context("search");
      search.round();
    }
    try (var full = new ToolBenchmark("full")) {
      full.documentIsThere = true;
      full.read();
      full.context("full");
    }
    // The embedded database has threads of its own.
    System.exit(0);
  }

  // --- making and holding the tools

  private void reading() throws Exception {
    // Whatever a first turn loads is none of the tools'.
    claude.enqueue(Answer.saying("Hello."));
    ask(newConversation(), "Hello");
    claude.reset();
    long before = heap();
    documentIsThere = true;
    long cold = read();
    long held = heap() - before;
    List<Long> warm = new ArrayList<>();
    for (int i = 0; i < WARM_READS; i++) {
      edition.incrementAndGet();
      warm.add(read());
    }
    long built = heap() - before;
    claude.enqueue(Answer.saying("Hello."));
    ask(newConversation(), "Hello");
    claude.reset();
    api.forget();
    long used = heap() - before;
    System.out.printf(
        "Tools: %d of the API, read and made in %.0f ms (cold), %.0f ms (warm, median of %d)%n",
        definitions().size(), millis(cold), millis(median(warm)), WARM_READS);
    System.out.printf(
        "Memory: %.1f MB for the tools (%.1f MB after %d more readings), %.1f MB once offered%n",
        megabytes(held), megabytes(built), WARM_READS, megabytes(used));
  }

  /** What the search of our own adds, for models whose provider has none. */
  private void index() {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < WARM_READS; i++) {
      long started = System.nanoTime();
      var index = new ToolIndex(definitions());
      times.add(System.nanoTime() - started);
      if (index.search("create project", 5).isEmpty()) {
        throw new IllegalStateException("Nothing was found");
      }
    }
    System.out.printf(
        "Index for find_tools: %.1f ms (first), %.1f ms (median)%n",
        millis(times.getFirst()), millis(median(times)));
  }

  private long read() {
    long started = System.nanoTime();
    if (openApi().refresh() instanceof Refresh.Failed failed) {
      throw new IllegalStateException(failed.error());
    }
    return System.nanoTime() - started;
  }

  private ToolSource openApi() {
    return server.getApplicationContext().getBeansOfType(ToolSource.class).stream()
        .filter(source -> source.origin() == ToolOrigin.OPENAPI)
        .findFirst()
        .orElseThrow();
  }

  private List<ToolDefinition> definitions() {
    return openApi().tools().stream().map(tool -> tool.definition()).toList();
  }

  // --- what is in the context

  /** Two turns, each of which finds a tool and calls it. */
  private void context(String mode) throws Exception {
    claude.reset();
    boolean search = mode.equals("search");
    claude.enqueue(
        calling(1, search, GET_RELEASE, "{\"release_id\":\"r1\","),
        Answer.saying("It is out."),
        calling(2, search, LIST_COMMITS, "{\"ref\":\"main\","),
        Answer.saying("There are none."));
    String conversation = newConversation();
    ask(conversation, "Is release r1 out?");
    ask(conversation, "And what is new on main?");
    List<ReceivedRequest> requests = claude.streamed();
    System.out.printf(
        "%nMode %s (originally %,d characters in each request)%n", mode, ORIGINAL_CHARS);
    for (int i = 0; i < requests.size(); i++) {
      ReceivedRequest request = requests.get(i);
      int chars = charsInContext(request);
      System.out.printf(
          "  request %d: %,7d bytes; definitions in context %,7d characters, about %,6d tokens%s%n",
          i + 1,
          request.bytes().length,
          chars,
          chars / CHARS_PER_TOKEN,
          i == 0 ? "" : "; of the request before " + repeated(requests.get(i - 1), request));
    }
    if (!claude.refusals().isEmpty()) {
      throw new IllegalStateException("Refused: " + claude.refusals());
    }
  }

  private static Answer calling(int number, boolean search, String tool, String argumentsBegun) {
    var answer = Answer.answer().text("Let me look.");
    if (search) {
      String id = "srvtoolu_" + number;
      answer =
          answer
              .serverToolUse(id, "tool_search_tool_bm25", "{\"query\":\"%s\"}".formatted(tool))
              .toolSearchResult(id, tool);
    }
    return answer.toolUse(
        "toolu_" + number, tool, argumentsBegun + "\"org_slug\":\"acme\",\"project_id\":\"p1\"}");
  }

  /** Tools that are sent in full, and those that a search has found by then. */
  private static int charsInContext(ReceivedRequest request) {
    Set<String> found = new HashSet<>();
    for (JsonNode message : request.messages()) {
      for (JsonNode block : message.path("content")) {
        block
            .path("content")
            .path("tool_references")
            .forEach(reference -> found.add(reference.path("tool_name").asText()));
      }
    }
    return request.tools().stream()
        .filter(
            tool ->
                !tool.path("defer_loading").asBoolean()
                    || found.contains(tool.path("name").asText()))
        .mapToInt(tool -> Json.write(tool).length())
        .sum();
  }

  private static String repeated(ReceivedRequest earlier, ReceivedRequest later) {
    byte[] before = withoutBreakpoints(earlier);
    byte[] after = withoutBreakpoints(later);
    int same = Arrays.mismatch(before, after);
    int common = same < 0 ? before.length : same;
    return "%,d of %,d bytes repeated (%.3f %%)"
        .formatted(common, before.length, 100.0 * common / before.length);
  }

  /** Breakpoints move on from round to round and are no part of what is cached. */
  private static byte[] withoutBreakpoints(ReceivedRequest request) {
    return new String(request.bytes(), StandardCharsets.UTF_8)
        .replace(BREAKPOINT, "")
        .getBytes(StandardCharsets.UTF_8);
  }

  // --- calls of one round

  private void round() throws Exception {
    slow = true;
    List<Long> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      claude.reset();
      var answer = Answer.answer();
      for (int call = 1; call <= 3; call++) {
        answer =
            answer.toolUse(
                "toolu_" + i + "_" + call,
                GET_TEAM,
                "{\"org_slug\":\"acme\",\"slug\":\"team-%d\"}".formatted(call));
      }
      claude.enqueue(answer, Answer.saying("Three teams."));
      rounds.add(timeOfRound(newConversation()));
    }
    slow = false;
    System.out.printf(
        "%nA round of three calls of %d ms: %.0f ms (median of %d), at most %.0f ms%n",
        CALL.toMillis(),
        millis(median(rounds)),
        ROUNDS,
        millis(rounds.stream().max(Long::compare).orElseThrow()));
  }

  /** From the first call's beginning to the next answer's first word, as a client sees it. */
  private long timeOfRound(String conversation) throws Exception {
    HttpResponse<Stream<String>> response =
        http.send(message(conversation, "Compare the teams"), BodyHandlers.ofLines());
    long started = 0;
    long ended = 0;
    for (String line : (Iterable<String>) response.body()::iterator) {
      if (line.equals("event: tool_executing") && started == 0) {
        started = System.nanoTime();
      } else if (line.equals("event: text")) {
        ended = System.nanoTime();
      }
    }
    return ended - started;
  }

  // --- the API, the service

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/openapi.json")) {
      String body = document + " ".repeat(edition.get());
      RecordingApi.json(documentIsThere ? 200 : 503, body).to(exchange);
      return;
    }
    if (slow) {
      try {
        Thread.sleep(CALL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    RecordingApi.json(200, "{\"members\":[]}").to(exchange);
  }

  private static String document() {
    try (InputStream in = ToolBenchmark.class.getResourceAsStream("/imbi-openapi.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String newConversation() throws Exception {
    String body =
        http.send(request("/conversations", BodyPublishers.noBody()), BodyHandlers.ofString())
            .body();
    return Json.parse(body).path("id").asText();
  }

  private void ask(String conversation, String content) throws Exception {
    String events = http.send(message(conversation, content), BodyHandlers.ofString()).body();
    if (!events.contains("event: done")) {
      throw new IllegalStateException(events);
    }
  }

  private HttpRequest message(String conversation, String content) {
    return request(
        "/conversations/" + conversation + "/messages",
        BodyPublishers.ofString(Json.write(Json.object().put("content", content))));
  }

  private HttpRequest request(String path, HttpRequest.BodyPublisher body) {
    var clock = Clock.systemUTC();
    var token =
        new TokenIssuer(server.getApplicationContext().getBean(JwtSecret.class), clock)
            .issue(
                new AccessToken(
                    "root@example.com",
                    UUID.randomUUID().toString(),
                    false,
                    "Root",
                    true,
                    List.of(),
                    clock.instant().plus(Duration.ofHours(1))));
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
        .header("Authorization", "Bearer " + token.value())
        .header("Content-Type", "application/json")
        .POST(body)
        .build();
  }

  @Override
  public void close() {
    server.close();
    claude.close();
    api.close();
    http.close();
  }

  // --- figures

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(200);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static double megabytes(long bytes) {
    return bytes / 1e6;
  }
}
