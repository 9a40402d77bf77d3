package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.imbi.assistant.imbi.RecordingApi;
import io.imbi.assistant.imbi.RecordingApi.Received;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.ReceivedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the whole service sends where there are as many tools as the Imbi API has operations. */
class ToolsAtScaleTest {

  /** Characters of the same definitions as the API's own document words them. */
  private static final int ORIGINAL_CHARS = 192_329;

  private static final int MOST_IN_CONTEXT = 20_000;

  /** Long, for the machine may be building something else beside. */
  private static final int PATIENCE_SECONDS = 45;

  private static final String GET_TEAM = "get_team_api_organizations";
  private static final String GET_RELEASE = "get_release_api_organizations";
  private static final String LIST_COMMITS = "list_commits_api_organizations";

  private static final Pattern TEAM = Pattern.compile("team-(\\d+)");

  private static final byte[] DOCUMENT = document();
  private static final RecordingApi API = new RecordingApi().answering(ToolsAtScaleTest::answer);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Service SERVICE = new Service(settings("search"));

  @BeforeAll
  static void readTools() {
    firstRequest(SERVICE);
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
    HTTP.close();
    API.close();
  }

  @BeforeEach
  void forget() {
    API.answering(ToolsAtScaleTest::answer).forget();
    SERVICE.claude.reset();
  }

  @AfterEach
  void theModelsServerRefusedNothing() {
    assertThat(SERVICE.claude.refusals()).isEmpty();
  }

  @Test
  void ofHundredsOfToolsOnlyACoreIsInTheContext() {
    int searched = charsInFirstRequest(SERVICE);
    assertThat(SERVICE.claude.streamed().getFirst().system())
        .contains("search for them by what they do");
    int full;
    try (Service other = new Service(settings("full"))) {
      full = charsInFirstRequest(other);
      assertThat(other.claude.streamed().getFirst().system())
          .contains("call refresh_openapi_spec once and look again")
          .doesNotContain("search for them");
    }

    System.out.printf(
        "Characters of definitions in the context: search %,d, full %,d; originally %,d%n",
        searched, full, ORIGINAL_CHARS);
    assertThat(searched).isPositive().isLessThanOrEqualTo(MOST_IN_CONTEXT);
    assertThat(full).isGreaterThan(searched).isLessThan(ORIGINAL_CHARS);
  }

  @Test
  void theCoreHoldsTheReadsInWhichMostQuestionsBegin() {
    ReceivedRequest request = firstRequest(SERVICE);

    List<String> core = new ArrayList<>(request.toolNames());
    core.removeAll(deferred(request));
    assertThat(core)
        .startsWith("tool_search_tool_bm25", "navigate_to", "refresh_data", "refresh_openapi_spec")
        .contains(
            "list_organizations_api_organizations",
            "list_projects_api_organizations",
            "list_teams_api_organizations",
            "list_project_types_api_organizations",
            "list_environments_api_organizations",
            "list_blueprints_api_blueprints",
            "list_users_api_users",
            "get_current_user_profile_api_users_me_get");
  }

  @Test
  void aRequestBeginsWithAllOfTheOneBeforeIt() {
    String conversation = SERVICE.newConversation();
    SERVICE.claude.enqueue(
        searchingAndCalling(1, GET_RELEASE, "{\"release_id\":\"r1\","),
        Answer.saying("It is out."),
        searchingAndCalling(2, LIST_COMMITS, "{\"ref\":\"main\","),
        Answer.saying("There are none."));

    SERVICE.ask(conversation, "Is release r1 out?");
    SERVICE.ask(conversation, "And what is new on main?");

    List<ReceivedRequest> requests = SERVICE.claude.streamed();
    assertThat(requests).hasSize(4);
    assertThat(deferred(requests.getFirst())).contains(GET_RELEASE, LIST_COMMITS);
    assertThat(API.received())
        .extracting(Received::target)
        .anyMatch(target -> target.contains("/releases/r1"))
        .anyMatch(target -> target.contains("/refs/main/commits"));
    for (int i = 1; i < requests.size(); i++) {
      byte[] earlier = requests.get(i - 1).bytes();
      byte[] later = requests.get(i).bytes();
      System.out.printf(
          "Request %d of %,d bytes repeats %,d of the %,d before it%n",
          i + 1, later.length, common(earlier, later), earlier.length);
      assertThat(common(earlier, later)).isGreaterThanOrEqualTo(earlier.length * 99 / 100);
      assertThat(withoutBreakpoints(later)).startsWith(messagesLeftOpen(earlier));
    }
  }

  @Test
  void aRefreshInMidTurnOffersTheNewToolInTheNextRound() {
    byte[] grown =
        new String(DOCUMENT, StandardCharsets.UTF_8)
            .replace(
                "\"paths\":{",
                "\"paths\":{\"/api/news/\":{\"get\":{\"operationId\":\"list_news__1\","
                    + "\"responses\":{\"200\":{\"description\":\"The news\"}}}},")
            .getBytes(StandardCharsets.UTF_8);
    API.answering(
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/openapi.json")) {
            RecordingApi.answer(200, "application/json", grown).to(exchange);
          } else {
            answer(exchange);
          }
        });
    SERVICE.claude.enqueue(
        Answer.calling("toolu_1", "refresh_openapi_spec", "{}"),
        Answer.calling("toolu_2", "list_news", "{}"),
        Answer.saying("There are none."));

    SERVICE.ask(SERVICE.newConversation(), "What is new?");

    List<ReceivedRequest> requests = SERVICE.claude.streamed();
    assertThat(requests.get(0).toolNames()).doesNotContain("list_news");
    assertThat(requests.get(1).toolNames()).contains("list_news");
    assertThat(requests.get(1).toolResults().getFirst().path("content").asText())
        .contains("\"success\":true,\"tool_count\":304");
    assertThat(API.received()).extracting(Received::target).contains("/api/news/");
  }

  @Test
  void eachCallBearsTheTokenOfItsOwnTurn() throws Exception {
    int turns = 60;
    List<String> users = List.of("ann@example.com", "bob@example.com", "cas@example.com");
    var together = new CountDownLatch(turns);
    API.answering(
        exchange -> {
          if (exchange.getRequestURI().getPath().contains("/teams/")) {
            meet(together);
          }
          answer(exchange);
        });
    SERVICE.claude.answering(ToolsAtScaleTest::readingTheTeamThatWasNamed);

    Map<String, String> tokens = new HashMap<>();
    List<CompletableFuture<HttpResponse<String>>> streams = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      String token = SERVICE.token(users.get(i % users.size()));
      tokens.put("team-" + i, token);
      String conversation =
          Json.parse(send("/conversations", token, "").get().body()).path("id").asText();
      streams.add(
          send(
              "/conversations/" + conversation + "/messages",
              token,
              "{\"content\":\"Who is in team-%d?\"}".formatted(i)));
    }
    for (CompletableFuture<HttpResponse<String>> stream : streams) {
      assertThat(stream.get().body()).contains("event: done").doesNotContain("event: error");
    }

    assertThat(together.getCount()).as("turns that were not under way with the others").isZero();
    Map<String, String> presented = new HashMap<>();
    for (Received call : API.received()) {
      Matcher team = TEAM.matcher(call.target());
      assertThat(team.find()).as(call.target()).isTrue();
      presented.put(
          team.group(), Objects.requireNonNull(call.header("Authorization")).substring(7));
    }
    assertThat(API.received()).hasSize(turns);
    // As a boolean, so that a failure shows no token.
    assertThat(presented.equals(tokens)).isTrue();
  }

  @Test
  void theCallsOfARoundAreUnderWayAtOnce() {
    var together = new CountDownLatch(3);
    API.answering(
        exchange -> {
          meet(together);
          answer(exchange);
        });
    SERVICE.claude.enqueue(
        Answer.answer()
            .toolUse("toolu_1", GET_TEAM, team(1))
            .toolUse("toolu_2", GET_TEAM, team(2))
            .toolUse("toolu_3", GET_TEAM, team(3)),
        Answer.saying("Three teams."));

    SERVICE.ask(SERVICE.newConversation(), "Compare the teams");

    assertThat(together.getCount()).isZero();
    assertThat(API.received()).hasSize(3);
    assertThat(SERVICE.claude.streamed().getLast().toolResults())
        .extracting(result -> result.path("tool_use_id").asText())
        .containsExactly("toolu_1", "toolu_2", "toolu_3");
  }

  // --- the API

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body =
        exchange.getRequestURI().getPath().equals("/openapi.json")
            ? DOCUMENT
            : "{\"members\":[]}".getBytes(StandardCharsets.UTF_8);
    RecordingApi.answer(200, "application/json", body).to(exchange);
  }

  /** Lets a call wait for the others; it goes on without them only for the test to fail. */
  private static void meet(CountDownLatch together) throws IOException {
    together.countDown();
    try {
      if (!together.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("The other calls did not come");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] document() {
    try (InputStream in = ToolsAtScaleTest.class.getResourceAsStream("/imbi-openapi.json")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- the model

  private static Answer searchingAndCalling(int number, String tool, String argumentsBegun) {
    String search = "srvtoolu_" + number;
    return Answer.answer()
        .text("Let me look.")
        .serverToolUse(search, "tool_search_tool_bm25", "{\"query\":\"%s\"}".formatted(tool))
        .toolSearchResult(search, tool)
        .toolUse(
            "toolu_" + number,
            tool,
            argumentsBegun + "\"org_slug\":\"acme\",\"project_id\":\"p1\"}");
  }

  private static Answer readingTheTeamThatWasNamed(ReceivedRequest request) {
    if (!request.toolResults().isEmpty()) {
      return Answer.saying("Nobody is.");
    }
    Matcher team = TEAM.matcher(request.lastText());
    assertThat(team.find()).isTrue();
    int number = Integer.parseInt(team.group(1));
    return Answer.calling("toolu_team_" + number, GET_TEAM, team(number));
  }

  private static String team(int number) {
    return "{\"org_slug\":\"acme\",\"slug\":\"team-%d\"}".formatted(number);
  }

  // --- the requests

  private static int charsInFirstRequest(Service service) {
    int chars = 0;
    for (JsonNode tool : firstRequest(service).tools()) {
      if (!tool.path("defer_loading").asBoolean()) {
        chars += Json.write(tool).length();
      }
    }
    return chars;
  }

  /** The first request of a conversation that begins once the tools are there. */
  private static ReceivedRequest firstRequest(Service service) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(
            () -> {
              service.claude.reset();
              service.claude.enqueue(Answer.saying("Hello."));
              service.ask(service.newConversation(), "Hello");
              return service.claude.streamed().getFirst();
            },
            request -> request.toolNames().contains(GET_TEAM));
  }

  private static List<String> deferred(ReceivedRequest request) {
    return request.tools().stream()
        .filter(tool -> tool.path("defer_loading").asBoolean())
        .map(tool -> tool.path("name").asText())
        .toList();
  }

  private static int common(byte[] some, byte[] others) {
    int mismatch = Arrays.mismatch(some, others);
    return mismatch < 0 ? some.length : mismatch;
  }

  /** A request up to the end of its last message. */
  private static String messagesLeftOpen(byte[] request) {
    String text = withoutBreakpoints(request);
    assertThat(text).endsWith("]}]}");
    return text.substring(0, text.length() - "]}".length());
  }

  /** Breakpoints move on from round to round and are no part of what is cached. */
  private static String withoutBreakpoints(byte[] request) {
    return new String(request, StandardCharsets.UTF_8)
        .replace(",\"cache_control\":{\"type\":\"ephemeral\"}", "");
  }

  // --- the service

  private static Map<String, Object> settings(String toolLoading) {
    return Map.of(
        "imbi.internal-api-url",
        API.url().toString(),
        "imbi.assistant.sandbox",
        "off",
        "imbi.assistant.tool-loading",
        toolLoading,
        "imbi.assistant.openapi.first-retry",
        "100ms",
        "imbi.assistant.database.pool-size",
        10);
  }

  private static CompletableFuture<HttpResponse<String>> send(
      String path, String token, String body) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVICE.port() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
