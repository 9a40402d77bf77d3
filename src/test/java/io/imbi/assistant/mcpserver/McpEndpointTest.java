package io.imbi.assistant.mcpserver;

import static io.imbi.assistant.mcpserver.ToolServerHarness.ANN;
import static io.imbi.assistant.mcpserver.ToolServerHarness.BOB;
import static io.imbi.assistant.mcpserver.ToolServerHarness.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.http.RequestJson;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as it goes over the wire, by clients that keep to it and others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpEndpointTest {

  private static final String PING = message("ping", "{}");

  private static final String SCHEMA =
      "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
          + "\"$defs\":{\"name\":{\"type\":\"string\",\"minLength\":1}},"
          + "\"properties\":{\"name\":{\"$ref\":\"#/$defs/name\"}},\"additionalProperties\":false}";

  private ToolServerHarness server;

  @BeforeAll
  void start() {
    server =
        ToolServerHarness.on(
            FixedTool.taking("look", SCHEMA, call -> ToolOutcome.success("seen")),
            FixedTool.named("alter", call -> ToolOutcome.success("done")).with(Effect.MUTATING),
            FixedTool.named("wipe", call -> ToolOutcome.success("gone")).with(Effect.DESTRUCTIVE),
            FixedTool.named("elsewhere", call -> ToolOutcome.success("there")).from(ToolOrigin.MCP),
            FixedTool.named("broken", McpEndpointTest::broken),
            FixedTool.named(
                "picture",
                call ->
                    new ToolOutcome.Success(
                        Json.parse(
                            "[{\"type\":\"text\",\"text\":\"A dot\"},{\"type\":\"image\","
                                + "\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
                                + "\"data\":\"AAAA\"}}]"))));
  }

  private static ToolOutcome broken(Object call) {
    throw new IllegalStateException("java.secret.Stuff");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  // --- who may call

  @Test
  void unlessItIsSwitchedOnThereIsNothing() {
    try (var off = new ToolServerHarness(Map.of())) {
      HttpResponse<String> response = off.post(off.request(), PING);
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.body()).isEqualTo("{\"detail\":\"Not Found\"}");
      assertThat(off.post(off.anonymous(), PING).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void withoutACredentialEveryMessageIsRefused() {
    for (String body : List.of(PING, message("initialize", "{}"), "{", "")) {
      HttpResponse<String> response = server.post(server.anonymous(), body);
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
      assertThat(response.body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"abc, Invalid token", "ik_a_b, API keys are not accepted here"})
  void aBadCredentialIsToldWhy(String token, String detail) {
    HttpResponse<String> response =
        server.post(server.anonymous().header("Authorization", "Bearer " + token), PING);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
    assertThat(response.body()).isEqualTo("{\"detail\":\"%s\"}".formatted(detail));
  }

  @Test
  void programsMayCallToo() {
    String token = server.token("ci", true);
    HttpResponse<String> response =
        server.post(server.anonymous().header("Authorization", "Bearer " + token), PING);
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com",
        "http://localhost.evil.example.com",
        "http://localhost@evil.example.com",
        "https://imbi.example.com:8443",
        "http://imbi.example.com",
        "null",
        "",
        "localhost"
      })
  void aPageOfAnotherOriginIsKeptOut(String origin) {
    try (var known = knownByAUrl()) {
      assertThat(known.postFromPage(origin, known.token(ANN, false), PING))
          .startsWith("HTTP/1.1 403 ")
          .endsWith("{\"detail\":\"Requests of web pages from this origin are not accepted\"}")
          .doesNotContainIgnoringCase("access-control");
      // And it does not learn whether its credential is good.
      assertThat(known.postFromPage(origin, "x", PING)).startsWith("HTTP/1.1 403 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:6274",
        "http://127.0.0.1",
        "http://[::1]:8002",
        "https://imbi.example.com",
        "HTTPS://Imbi.Example.com:443",
        "https://tools.example.com"
      })
  void pagesOfThisMachineAndOfConfiguredOriginsMayCall(String origin) {
    try (var known = knownByAUrl()) {
      assertThat(known.postFromPage(origin, known.token(ANN, false), PING))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    }
  }

  private static ToolServerHarness knownByAUrl() {
    return new ToolServerHarness(
        Map.of(
            ServingSettings.MCP_SERVER,
            true,
            "imbi.assistant.url",
            "https://imbi.example.com/assistant",
            "imbi.assistant.mcp-origins",
            "https://tools.example.com"));
  }

  // --- what is said

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, 2025-11-25",
    "2025-03-26, 2025-03-26",
    "2026-07-28, 2025-11-25",
    "'', 2025-11-25"
  })
  void aVersionIsAgreedOn(String asked, String agreed) {
    JsonNode result =
        server.ask("initialize", "{\"protocolVersion\":\"%s\"}".formatted(asked)).path("result");
    assertThat(result.path("protocolVersion").textValue()).isEqualTo(agreed);
    assertThat(Json.write(result.path("capabilities")))
        .isEqualTo("{\"tools\":{\"listChanged\":false}}");
    assertThat(result.at("/serverInfo/name").textValue()).isEqualTo("imbi-assistant");
    assertThat(result.at("/serverInfo/version").textValue()).isNotBlank();
  }

  @Test
  void aVersionThatIsNotSpokenIsRefusedSoThatTheClientFallsBack() {
    HttpResponse<String> response =
        server.post(server.request().header("MCP-Protocol-Version", "2026-07-28"), PING);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Json.parse(response.body()).at("/error/code").intValue()).isEqualTo(-32000);
    assertThat(response.body()).contains("2025-11-25");

    var handshake = message("initialize", "{\"protocolVersion\":\"2026-07-28\"}");
    assertThat(
            server
                .post(server.request().header("MCP-Protocol-Version", "2026-07-28"), handshake)
                .statusCode())
        .isEqualTo(200);
    assertThat(
            server
                .post(server.request().header("MCP-Protocol-Version", "2025-06-18"), PING)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aToolIsListedWithItsWholeSchemaAndWhatItMayDo() {
    JsonNode tools = server.ask("tools/list", "{}").at("/result/tools");
    assertThat(tools)
        .extracting(tool -> tool.path("name").textValue())
        .containsExactly("look", "alter", "wipe", "broken", "picture");
    assertThat(Json.write(tools.path(0).path("inputSchema"))).isEqualTo(SCHEMA);
    assertThat(tools.path(0).path("description").textValue()).isEqualTo("Does look");
    assertThat(tools)
        .extracting(tool -> Json.write(tool.path("annotations")))
        .startsWith(
            "{\"readOnlyHint\":true,\"destructiveHint\":false}",
            "{\"readOnlyHint\":false,\"destructiveHint\":false}",
            "{\"readOnlyHint\":false,\"destructiveHint\":true}");
  }

  @Test
  void aResultIsInTheProtocolsForm() {
    assertThat(Json.write(server.ask("tools/call", "{\"name\":\"look\"}")))
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
                + "{\"content\":[{\"type\":\"text\",\"text\":\"seen\"}],\"isError\":false}}");
    assertThat(Json.write(server.ask("tools/call", "{\"name\":\"picture\"}").at("/result/content")))
        .isEqualTo(
            "[{\"type\":\"text\",\"text\":\"A dot\"},"
                + "{\"type\":\"image\",\"data\":\"AAAA\",\"mimeType\":\"image/png\"}]");
  }

  @Test
  void aDefectTellsNothingOfItself() {
    JsonNode answer = server.ask("tools/call", "{\"name\":\"broken\"}");
    assertThat(answer.at("/result/isError").booleanValue()).isTrue();
    assertThat(Json.write(answer)).doesNotContain("java.secret");
  }

  @Test
  void anIdComesBackAsItWas() {
    for (String id : List.of("\"a\\n1\"", "0", "-7", "1.5", "123456789012345678901234567890")) {
      String body = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"ping\"}".formatted(id);
      assertThat(server.post(server.request(), body).body())
          .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{}}".formatted(id));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"no\"}}"
      })
  void whatWantsNoAnswerGetsNone(String body) {
    HttpResponse<String> response = server.post(server.request(), body);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT"})
  void thereAreNoStreamsAndNoSessions(String method) {
    HttpResponse<String> response =
        server.send(server.request().method(method, BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
  }

  // --- what is wrong

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools/call | {\"name\":\"lok\"} | -32602 | look",
        "tools/call | {\"name\":\"elsewhere_too\"} | -32602 | There is no tool",
        "tools/call | {\"name\":\"navigate_to\",\"arguments\":{\"path\":\"/\"}} | -32602 | no tool",
        "tools/call | {\"name\":\"refresh_openapi_spec\"} | -32602 | There is no tool",
        "tools/call | {\"name\":\"elsewhere\"} | -32602 | There is no tool",
        "tools/call | {} | -32602 | name",
        "tools/call | {\"name\":1} | -32602 | name",
        "tools/call | {\"name\":\"look\",\"arguments\":[]} | -32602 | arguments",
        "tools/list | {\"cursor\":\"2\"} | -32602 | cursor",
        "initialize | {} | -32602 | protocolVersion",
        "resources/list | {} | -32601 | no such method",
        "server/discover | {} | -32601 | no such method"
      })
  void aRequestThatCannotBeAnsweredIsToldWhy(String method, String params, int code, String why) {
    JsonNode answer = server.ask(method, params);
    assertThat(answer.path("id").intValue()).isEqualTo(1);
    assertThat(answer.has("result")).isFalse();
    assertThat(answer.at("/error/code").intValue()).isEqualTo(code);
    assertThat(answer.at("/error/message").textValue()).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "null",
        "\"ping\"",
        "{}",
        "{\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":null}"
      })
  void whatIsNoMessageIsAnInvalidRequest(String body) {
    assertRefused(server.post(server.request(), body), -32600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "ping",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1e999999999999,\"method\":\"ping\"}"
      })
  void whatIsNoJsonIsAParseError(String body) {
    assertRefused(server.post(server.request(), body), -32700);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 100_000})
  void nestingWithoutEndIsAParseError(int depth) {
    String nested = "[".repeat(depth) + "]".repeat(depth);
    String body = message("tools/call", "{\"name\":\"look\",\"arguments\":" + nested + "}");
    assertRefused(server.post(server.request(), body), -32700);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] body = {'{', '"', (byte) 0xFF, '"', ':', '1', '}'};
    assertRefused(server.send(server.request().POST(BodyPublishers.ofByteArray(body))), -32600);
  }

  private static void assertRefused(HttpResponse<String> response, int code) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    JsonNode answer = Json.parse(response.body());
    assertThat(answer.path("id").isNull()).isTrue();
    assertThat(answer.at("/error/code").intValue()).isEqualTo(code);
    assertThat(answer.at("/error/message").textValue()).isNotBlank().doesNotContain("java.");
  }

  @Test
  void aBodyHasItsLimit() {
    String atLimit = PING + " ".repeat(RequestJson.MAX_BYTES - PING.length());
    assertThat(server.post(server.request(), atLimit).statusCode()).isEqualTo(200);
    assertThat(server.post(server.request(), atLimit + " ").statusCode()).isEqualTo(413);
  }

  @Test
  void aFormIsNoMessage() {
    // What a page can send without asking the browser for leave.
    var request = server.request().setHeader("Content-Type", "text/plain");
    assertThat(server.post(request, PING).statusCode()).isEqualTo(415);
  }

  // --- how many at once

  @Test
  void aPrincipalsCallsBeyondTheBoundWaitAndHoldUpNobodyElse() {
    var release = new CountDownLatch(1);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    try (var bounded =
        new ToolServerHarness(
            Map.of(ServingSettings.MCP_SERVER, true, "imbi.assistant.mcp-concurrency", 2),
            FixedTool.named(
                "hold",
                call -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  release.await();
                  running.decrementAndGet();
                  return ToolOutcome.success("held");
                }),
            FixedTool.named("pass", call -> ToolOutcome.success("passed")))) {
      List<CompletableFuture<JsonNode>> calls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        calls.add(bounded.call(ANN, "hold"));
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> running.get() == 2);
      assertThat(text(bounded.call(BOB, "pass").join())).isEqualTo("passed");
      assertThat(calls).noneMatch(CompletableFuture::isDone);

      release.countDown();

      assertThat(calls).extracting(call -> text(call.join())).containsOnly("held");
      assertThat(most).hasValue(2);
    }
  }

  private static String text(JsonNode answer) {
    return answer.at("/result/content/0/text").asText();
  }
}
