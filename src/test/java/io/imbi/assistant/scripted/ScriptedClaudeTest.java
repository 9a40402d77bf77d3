package io.imbi.assistant.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedClaudeTest {

  private static final ScriptedClaude CLAUDE = ScriptedClaude.start("/gateway");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static final String TOOL =
      "{\"name\":\"list_projects\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"}}";
  private static final String CALL =
      "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"toolu_1\","
          + "\"name\":\"list_projects\",\"input\":{}}]}";
  private static final String RESULT =
      "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\","
          + "\"content\":\"two\"}]}";
  private static final String HELLO = "{\"role\":\"user\",\"content\":\"Hello\"}";

  @AfterAll
  static void stop() {
    CLAUDE.close();
    CLIENT.shutdownNow();
  }

  @BeforeEach
  void forget() {
    CLAUDE.reset();
  }

  @Test
  void anAnswerIsStreamedAsItsEvents() throws Exception {
    CLAUDE.enqueue(
        Answer.answer()
            .thinking("Hm", "sig")
            .text("a", "b")
            .ping()
            .toolUse("toolu_1", "list_projects", "{\"x\":", "1}")
            .usage(3, 5, 7, 9));

    String body = body(stream(HELLO));

    assertThat(
            body.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)))
        .containsExactly(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "ping",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(body)
        .contains(
            "data:"
                + " {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"b\"}}\n\n")
        .contains("\"cache_read_input_tokens\":7")
        .contains("\"stop_reason\":\"tool_use\"");
  }

  @Test
  void aRequestThatDoesNotStreamGetsTheWholeMessage() throws Exception {
    CLAUDE.enqueueCompletion(Answer.saying("Two ", "projects"));

    JsonNode message = Json.parse(body(send(request(HELLO, "").build())));

    assertThat(message.path("content").path(0).path("text").asText()).isEqualTo("Two projects");
    assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void theBodyIsTheSameHoweverItIsCut(int size) throws Exception {
    CLAUDE.enqueue(Answer.saying("ä€😀\u2028"), Answer.saying("ä€😀\u2028").inPiecesOf(size));

    String whole = body(stream(HELLO)).replaceAll("msg_scripted_\\d+", "");

    assertThat(body(stream(HELLO)).replaceAll("msg_scripted_\\d+", "")).isEqualTo(whole);
  }

  @Test
  void whatWasSentBeforeAGateArrivesBeforeItOpens() throws Exception {
    var gate = new Gate();
    CLAUDE.enqueue(Answer.answer().text("first").hold(gate).text("second"));

    try (InputStream body = stream(HELLO).body()) {
      readUntil(body, "first");
      gate.awaitReached();
      assertThat(CLAUDE.lastRequest().eventsSent()).isEqualTo(3);
      gate.open();
      readUntil(body, "message_stop");
    }
    CLAUDE.lastRequest().awaitFinished();
    assertThat(CLAUDE.abandoned()).isZero();
  }

  @Test
  void aClientThatLeavesIsNoticedWhileTheAnswerStalls() throws Exception {
    CLAUDE.enqueue(Answer.answer().text("first").fail(new Failure.Stall()));

    try (InputStream body = stream(HELLO).body()) {
      readUntil(body, "first");
      CLAUDE.lastRequest().awaitStalled();
      assertThat(CLAUDE.lastRequest().isAbandoned()).isFalse();
      assertThat(CLAUDE.openConnections()).isPositive();
    }

    CLAUDE.awaitClientGone();
    assertThat(CLAUDE.abandoned()).isEqualTo(1);
  }

  @Test
  void anAnswerIsBrokenOffWhereTheScriptSaysSo() throws Exception {
    CLAUDE.enqueue(
        Answer.failing(new Failure.Reset()),
        Answer.answer().text("x").fail(new Failure.Reset()),
        Answer.answer().text("x").fail(new Failure.Cut()),
        Answer.answer().text("x").fail(new Failure.Truncated()),
        Answer.answer().text("x").fail(new Failure.ErrorEvent("overloaded_error", "Overloaded")));

    assertThatThrownBy(() -> body(stream(HELLO))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> body(stream(HELLO))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> body(stream(HELLO))).isInstanceOf(IOException.class);
    assertThat(body(stream(HELLO))).contains("text_delta").doesNotContain("message_stop");
    assertThat(body(stream(HELLO)))
        .endsWith(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}}\n\n");
  }

  @Test
  void aStatusComesWithItsHeaders() throws Exception {
    CLAUDE.enqueue(Answer.failing(Failure.Status.rateLimited().withHeader("retry-after", "7")));

    HttpResponse<InputStream> response = stream(HELLO);

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).hasValue("7");
    assertThat(body(response)).contains("rate_limit_error");
  }

  @Test
  void aWellFormedConversationIsAccepted() throws Exception {
    CLAUDE.answering(request -> Answer.saying("You said " + request.messages().size()));

    assertThat(body(stream(HELLO + "," + CALL + "," + RESULT, ",\"tools\":[" + TOOL + "]")))
        .contains("You said 3");
    assertThat(CLAUDE.refusals()).isEmpty();
  }

  @Test
  void aThinkingBlockMustComeBackUnaltered() throws Exception {
    CLAUDE.enqueue(Answer.answer().thinking("Hm", "sig").text("a"), Answer.saying("b"));
    body(stream(HELLO));
    String asSent =
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"SIG\"},"
            + "{\"type\":\"text\",\"text\":\"a\"}]}";

    assertThat(stream(HELLO + "," + asSent + "," + HELLO).statusCode()).isEqualTo(400);
    assertThat(stream(HELLO + "," + asSent.replace("SIG", "sig") + "," + HELLO).statusCode())
        .isEqualTo(200);
    assertThat(CLAUDE.refusals()).singleElement().asString().contains("`thinking`");
  }

  @Test
  void theSecondRequestFindsTheFirstOnesPrefixInTheCache() throws Exception {
    CLAUDE.answering(request -> Answer.saying("x"));
    String cached =
        ",\"system\":[{\"type\":\"text\",\"text\":\"You are here to help\","
            + "\"cache_control\":{\"type\":\"ephemeral\"}}]";

    assertThat(body(stream(HELLO, cached))).contains("\"cache_read_input_tokens\":0");
    assertThat(body(stream(HELLO, cached)))
        .contains("\"cache_creation_input_tokens\":0")
        .doesNotContain("\"cache_read_input_tokens\":0");
  }

  @Test
  void tokensAreCounted() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(CLAUDE.url() + "/v1/messages/count_tokens"))
            .header("x-api-key", ScriptedClaude.API_KEY)
            .header("anthropic-version", "2023-06-01")
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"m\",\"messages\":[" + HELLO + "]}"))
            .build();

    assertThat(Json.parse(body(send(request))).path("input_tokens").asInt()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"x-api-key,401", "anthropic-version,400", "content-type,400"})
  void aMissingHeaderIsRefused(String header, int status) throws Exception {
    HttpRequest whole = request(HELLO, "").build();
    HttpRequest.Builder without =
        HttpRequest.newBuilder(whole.uri()).POST(whole.bodyPublisher().orElseThrow());
    whole
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase(header)) {
                without.header(name, values.getFirst());
              }
            });

    assertThat(send(without.build()).statusCode()).isEqualTo(status);
  }

  @Test
  void aPromptThatIsTooLongIsRefused() throws Exception {
    CLAUDE.contextWindow(3);

    HttpResponse<InputStream> response = stream(HELLO);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(body(response)).contains("prompt is too long");
  }

  @Test
  void whatAnthropicRefusesIsRefused() throws Exception {
    Map<String, String[]> refused =
        Map.ofEntries(
            refused("temperature: Extra inputs", HELLO, ",\"temperature\":1"),
            refused("max_tokens: Input should be", HELLO, ",\"max_tokens\":0"),
            refused("first message must use", CALL, ""),
            refused("at least one message", "", ""),
            refused("roles must alternate", HELLO + "," + HELLO, ""),
            refused("non-empty content", "{\"role\":\"user\",\"content\":\"\"}", ""),
            refused(
                "text content blocks must be non-empty",
                user("{\"type\":\"text\",\"text\":\"\"}"),
                ""),
            refused(
                "must contain non-whitespace text",
                user("{\"type\":\"text\",\"text\":\" \\n\"}"),
                ""),
            refused(
                "content cannot be empty if `is_error` is true",
                HELLO + "," + CALL + "," + RESULT.replace("\"two\"", "\"\",\"is_error\":true"),
                ",\"tools\":[" + TOOL + "]"),
            refused("Input tag 'video'", user("{\"type\":\"video\"}"), ""),
            refused(
                "without `tool_result` blocks immediately after: toolu_1",
                HELLO + "," + CALL + "," + HELLO,
                ",\"tools\":[" + TOOL + "]"),
            refused(
                "unexpected `tool_use_id`",
                HELLO
                    + ","
                    + CALL
                    + ","
                    + RESULT
                    + ","
                    + assistant("{\"type\":\"text\",\"text\":\"x\"}")
                    + ","
                    + RESULT,
                ",\"tools\":[" + TOOL + "]"),
            refused("must define tools", HELLO + "," + CALL + "," + RESULT, ""),
            refused(
                "must come first",
                HELLO
                    + ","
                    + CALL
                    + ","
                    + user(
                        "{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"tool_result\","
                            + "\"tool_use_id\":\"toolu_1\",\"content\":\"y\"}"),
                ",\"tools\":[" + TOOL + "]"),
            refused(
                "ids must be unique",
                HELLO + "," + CALL + "," + RESULT + "," + CALL + "," + RESULT,
                ",\"tools\":[" + TOOL + "]"),
            refused("Tool names must be unique", HELLO, ",\"tools\":[" + TOOL + "," + TOOL + "]"),
            refused(
                "name: String should match",
                HELLO,
                ",\"tools\":[" + TOOL.replace("list_", "list.") + "]"),
            refused(
                "input_schema.type",
                HELLO,
                ",\"tools\":[" + TOOL.replace("\"object\"", "\"string\"") + "]"),
            refused(
                "At least one tool must have defer_loading=false",
                HELLO,
                ",\"tools\":[" + deferred(TOOL) + "]"),
            refused(
                "cannot use prompt caching", HELLO, ",\"tools\":[" + cached(deferred(TOOL)) + "]"),
            refused(
                "Found 5",
                user(
                    cached("{\"type\":\"text\",\"text\":\"1\"}"),
                    cached("{\"type\":\"text\",\"text\":\"2\"}"),
                    cached("{\"type\":\"text\",\"text\":\"3\"}"),
                    cached("{\"type\":\"text\",\"text\":\"4\"}"),
                    cached("{\"type\":\"text\",\"text\":\"5\"}")),
                ""),
            refused("tool_choice: may only", HELLO, ",\"tool_choice\":{\"type\":\"none\"}"),
            refused(
                "does not support assistant message prefill",
                HELLO + "," + assistant("{\"type\":\"text\",\"text\":\"x\"}"),
                ""),
            refused(
                "Tool reference 'gone'",
                HELLO
                    + ","
                    + assistant(
                        "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"tool_search_tool_bm25\",\"input\":{}}",
                        "{\"type\":\"tool_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":"
                            + "{\"type\":\"tool_search_tool_search_result\",\"tool_references\":"
                            + "[{\"type\":\"tool_reference\",\"tool_name\":\"gone\"}]}}")
                    + ","
                    + HELLO,
                ",\"tools\":[" + TOOL + "]"));

    for (var entry : refused.entrySet()) {
      HttpResponse<InputStream> response = stream(entry.getValue()[0], entry.getValue()[1]);
      assertThat(body(response)).contains(entry.getKey());
      assertThat(response.statusCode()).isEqualTo(400);
    }
    assertThat(CLAUDE.refusals()).hasSize(refused.size());
  }

  private static Map.Entry<String, String[]> refused(String why, String messages, String more) {
    return Map.entry(why, new String[] {messages, more});
  }

  private static String user(String... blocks) {
    return "{\"role\":\"user\",\"content\":[" + String.join(",", blocks) + "]}";
  }

  private static String assistant(String... blocks) {
    return "{\"role\":\"assistant\",\"content\":[" + String.join(",", blocks) + "]}";
  }

  private static String cached(String object) {
    return object.substring(0, object.length() - 1)
        + ",\"cache_control\":{\"type\":\"ephemeral\"}}";
  }

  private static String deferred(String tool) {
    return tool.substring(0, tool.length() - 1) + ",\"defer_loading\":true}";
  }

  private static HttpResponse<InputStream> stream(String messages) throws Exception {
    return stream(messages, "");
  }

  private static HttpResponse<InputStream> stream(String messages, String more) throws Exception {
    return send(request(messages, ",\"stream\":true" + more).build());
  }

  private static HttpRequest.Builder request(String messages, String more) {
    String maxTokens = more.contains("max_tokens") ? "" : ",\"max_tokens\":100";
    return HttpRequest.newBuilder(URI.create(CLAUDE.url() + "/v1/messages"))
        .header("x-api-key", ScriptedClaude.API_KEY)
        .header("anthropic-version", "2023-06-01")
        .header("content-type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"model\":\"m\"" + maxTokens + ",\"messages\":[" + messages + "]" + more + "}"));
  }

  private static HttpResponse<InputStream> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, BodyHandlers.ofInputStream());
  }

  private static String body(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void readUntil(InputStream body, String text) throws IOException {
    var read = new StringBuilder();
    while (!read.toString().contains(text)) {
      int next = body.read();
      assertThat(next).isNotNegative();
      read.append((char) next);
    }
  }
}
