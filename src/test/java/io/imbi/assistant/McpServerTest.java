package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.imbi.assistant.imbi.RecordingApi;
import io.imbi.assistant.imbi.RecordingApi.Received;
import io.imbi.assistant.scripted.Answer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service as a server of tools, used by a client that is not ours. */
class McpServerTest {

  private static final String READ_TEAM =
      """
      "/api/teams/{slug}":{
        "get":{"operationId":"read_team","summary":"Read a team",
          "parameters":[{"name":"slug","in":"path","required":true,"schema":{"type":"string"}}],
          "responses":{"200":{"description":"ok"}}},
        "delete":{"operationId":"delete_team","x-imbi-permission":["admin"],
          "parameters":[{"name":"slug","in":"path","required":true,"schema":{"type":"string"}}],
          "responses":{"204":{"description":"ok"}}}},
      """;

  private static final String CREATE_TEAM =
      """
      "/api/teams":{"post":{"operationId":"create_team","x-imbi-permission":["team:create"],
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
          "required":["name"],"properties":{"name":{"type":"string","maxLength":9}}}}}},
        "responses":{"201":{"description":"ok"}}}},
      """;

  private static final String ARCHIVE_TEAM =
      """
      "/api/teams/{slug}/archive":{"post":{"operationId":"archive_team",
        "parameters":[{"name":"slug","in":"path","required":true,"schema":{"type":"string"}}],
        "responses":{"200":{"description":"ok"}}}},
      """;

  private static final RecordingApi API = new RecordingApi().answering(answer(READ_TEAM));

  private static final Service SERVICE =
      new Service(
          Map.of(
              "imbi.assistant.mcp-server",
              true,
              "imbi.internal-api-url",
              API.url().toString(),
              "imbi.assistant.sandbox",
              "off",
              "imbi.assistant.max-tool-result-chars",
              1000,
              "imbi.assistant.openapi.first-retry",
              "100ms"));

  @BeforeAll
  static void readTools() {
    API.answering(answer(READ_TEAM + CREATE_TEAM));
    refresh();
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
    API.close();
  }

  @BeforeEach
  void forget() {
    API.answering(answer(READ_TEAM + CREATE_TEAM)).forget();
  }

  @Test
  void theListIsWhatTheTokensOwnerMayUse() {
    try (McpSyncClient reader = client(SERVICE.token("rita@example.com", false));
        McpSyncClient creator = client(SERVICE.token("cleo@example.com", false, "team:create"));
        McpSyncClient program = client(SERVICE.token("ci", true, "team:create"));
        McpSyncClient administrator = client(SERVICE.token(Service.ANN))) {
      assertThat(names(reader)).containsExactly("read_team", "me");
      assertThat(names(creator)).containsExactly("read_team", "create_team", "me");
      assertThat(names(program)).containsExactly("read_team", "create_team", "me");
      assertThat(names(administrator))
          .containsExactly("read_team", "delete_team", "create_team", "me");
    }
  }

  @Test
  void aToolSaysWhatItTakesAndWhatItMayDo() {
    try (McpSyncClient client = client(SERVICE.token(Service.ANN))) {
      Map<String, Tool> tools = new HashMap<>();
      client.listTools().tools().forEach(tool -> tools.put(tool.name(), tool));

      Tool read = Objects.requireNonNull(tools.get("read_team"));
      assertThat(read.description()).contains("Read a team");
      assertThat(read.inputSchema().required()).containsExactly("slug");
      assertThat(read.annotations().readOnlyHint()).isTrue();
      assertThat(tools.get("create_team"))
          .satisfies(
              tool -> {
                assertThat(tool.annotations().readOnlyHint()).isFalse();
                assertThat(tool.annotations().destructiveHint()).isFalse();
              });
      assertThat(tools.get("delete_team"))
          .satisfies(tool -> assertThat(tool.annotations().destructiveHint()).isTrue());
    }
  }

  @Test
  void eachCallBearsTheTokenThatItCameWith() throws Exception {
    int each = 4;
    var together = new CountDownLatch(2 * each);
    API.answering(
        exchange -> {
          meet(together);
          RecordingApi.json(200, "{\"path\":\"" + exchange.getRequestURI() + "\"}").to(exchange);
        });
    String ann = SERVICE.token("ann@example.com", false);
    String bob = SERVICE.token("bob@example.com", false);
    Map<String, String> expected = new HashMap<>();
    try (McpSyncClient anns = client(ann);
        McpSyncClient bobs = client(bob);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<CallToolResult>> calls = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        expected.put("/api/teams/ann-" + i, "Bearer " + ann);
        expected.put("/api/teams/bob-" + i, "Bearer " + bob);
        Map<String, Object> annsTeam = Map.of("slug", "ann-" + i);
        Map<String, Object> bobsTeam = Map.of("slug", "bob-" + i);
        calls.add(CompletableFuture.supplyAsync(() -> call(anns, "read_team", annsTeam), threads));
        calls.add(CompletableFuture.supplyAsync(() -> call(bobs, "read_team", bobsTeam), threads));
      }
      for (CompletableFuture<CallToolResult> call : calls) {
        assertThat(call.get().isError()).isFalse();
      }
    }

    assertThat(together.getCount()).as("calls that were not under way with the others").isZero();
    Map<String, String> presented = new HashMap<>();
    for (Received call : API.received()) {
      presented.put(call.target(), Objects.requireNonNull(call.header("Authorization")));
    }
    // As a boolean, so that a failure shows no token.
    assertThat(presented.equals(expected)).isTrue();
  }

  @Test
  void aResultIsTheApisAnswerAndItsErrorIsAnErrorResult() {
    try (McpSyncClient client = client(SERVICE.token("rita@example.com", false))) {
      API.answering(RecordingApi.json(200, "{\"slug\":\"a/b\"}"));
      CallToolResult found = call(client, "read_team", Map.of("slug", "a/b"));
      assertThat(found.isError()).isFalse();
      assertThat(text(found)).isEqualTo("{\"slug\":\"a/b\"}");
      assertThat(API.last().target()).isEqualTo("/api/teams/a%2Fb");

      API.answering(RecordingApi.json(404, "{\"detail\":\"No such team\"}"));
      CallToolResult missing = call(client, "read_team", Map.of("slug", "x"));
      assertThat(missing.isError()).isTrue();
      assertThat(text(missing)).contains("404", "No such team");
    }
  }

  @Test
  void anOversizedResultIsCutWithANotice() {
    API.answering(RecordingApi.json(200, "\"" + "x".repeat(5000) + "\""));
    try (McpSyncClient client = client(SERVICE.token("rita@example.com", false))) {
      CallToolResult result = call(client, "read_team", Map.of("slug", "a"));
      assertThat(result.isError()).isFalse();
      assertThat(text(result))
          .startsWith("\"xxx")
          .contains("the result has 5002 characters, of which the first 1000 are shown")
          .hasSizeLessThan(1300);
    }
  }

  @Test
  void argumentsThatDoNotFitAreRefusedBeforeTheCall() {
    try (McpSyncClient client = client(SERVICE.token("cleo@example.com", false, "team:create"))) {
      CallToolResult tooLong = call(client, "create_team", Map.of("name", "much too long"));
      assertThat(tooLong.isError()).isTrue();
      assertThat(text(tooLong)).contains("name", "9");
      CallToolResult missing = call(client, "create_team", Map.of());
      assertThat(missing.isError()).isTrue();
      assertThat(text(missing)).contains("name");
    }
    assertThat(API.received()).isEmpty();
  }

  @Test
  void whatTheTokensOwnerMayNotUseIsNotCalled() {
    try (McpSyncClient client = client(SERVICE.token("rita@example.com", false))) {
      CallToolResult result = call(client, "create_team", Map.of("name", "a"));
      assertThat(result.isError()).isTrue();
      assertThat(text(result)).contains("team:create");
    }
    assertThat(API.received()).isEmpty();
  }

  @Test
  void aToolThatIsNotThereIsAProtocolError() {
    try (McpSyncClient client = client(SERVICE.token("rita@example.com", false))) {
      for (String tool : List.of("read_teams", "navigate_to", "refresh_openapi_spec")) {
        assertThatThrownBy(() -> call(client, tool, Map.of()))
            .isInstanceOfSatisfying(
                McpError.class,
                error -> assertThat(error.getJsonRpcError().code()).isEqualTo(-32602));
      }
    }
  }

  @Test
  void whatARefreshBringsIsListedNext() {
    try (McpSyncClient client = client(SERVICE.token("rita@example.com", false))) {
      assertThat(names(client)).doesNotContain("archive_team");

      API.answering(answer(READ_TEAM + CREATE_TEAM + ARCHIVE_TEAM));
      refresh();
      assertThat(names(client)).containsExactly("read_team", "archive_team", "me");

      API.answering(answer(READ_TEAM + CREATE_TEAM));
      refresh();
      assertThat(names(client)).containsExactly("read_team", "me");
    }
  }

  @Test
  void aClientWithABadTokenIsNotServed() {
    assertThatThrownBy(() -> client("made-up").close()).hasStackTraceContaining("401");
  }

  // --- the service

  /** Has the model read the document again, as a person would ask it to. */
  private static void refresh() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              SERVICE.claude.reset();
              SERVICE.claude.enqueue(
                  Answer.calling("toolu_1", "refresh_openapi_spec", "{}"), Answer.saying("Done."));
              SERVICE.ask(SERVICE.newConversation(), "Read the tools again");
              return SERVICE.claude.streamed().getLast().toolResults().getFirst();
            },
            result -> !result.path("is_error").asBoolean());
  }

  // --- the client

  private static McpSyncClient client(String token) {
    McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + SERVICE.port())
                    .endpoint("/mcp")
                    .httpRequestCustomizer(
                        (request, method, uri, body, context) ->
                            request.header("Authorization", "Bearer " + token))
                    .build())
            .requestTimeout(Duration.ofSeconds(30))
            // Which is asked about structured results only, and there are none.
            .jsonSchemaValidator((schema, content) -> ValidationResponse.asInvalid("not expected"))
            .build();
    client.initialize();
    return client;
  }

  private static List<String> names(McpSyncClient client) {
    return client.listTools().tools().stream().map(Tool::name).toList();
  }

  private static CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(new CallToolRequest(tool, arguments));
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  // --- the API

  private static RecordingApi.Answer answer(String paths) {
    String document =
        """
        {"openapi":"3.1.0","info":{"title":"Test","version":"1"},"paths":{%s
          "/api/users/me":{"get":{"operationId":"me","responses":{"200":{"description":"ok"}}}}}}
        """
            .formatted(paths);
    return exchange -> RecordingApi.json(200, isDocument(exchange) ? document : "{}").to(exchange);
  }

  private static boolean isDocument(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().equals("/openapi.json");
  }

  /** Lets a call wait for the others; it goes on without them only for the test to fail. */
  private static void meet(CountDownLatch together) throws IOException {
    together.countDown();
    try {
      if (!together.await(45, TimeUnit.SECONDS)) {
        throw new IOException("The other calls did not come");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
