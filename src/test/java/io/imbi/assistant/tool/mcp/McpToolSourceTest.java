package io.imbi.assistant.tool.mcp;

import static io.imbi.assistant.tool.mcp.Fixture.server;
import static io.imbi.assistant.tool.mcp.Fixture.text;
import static io.imbi.assistant.tool.mcp.ScriptedServer.readOnly;
import static io.imbi.assistant.tool.mcp.ScriptedServer.respond;
import static io.imbi.assistant.tool.mcp.ScriptedServer.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.ToolSource.Refresh;
import io.imbi.assistant.tool.mcp.McpHealth.State;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import io.imbi.assistant.tool.mcp.ScriptedServer.Received;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the tools when servers behave well, badly or not at all. */
@Timeout(60)
class McpToolSourceTest {

  private final ScriptedServer mcp = new ScriptedServer();
  private final Fixture fixture = new Fixture(server(mcp.url()));

  @AfterEach
  void close() {
    fixture.close();
    mcp.close();
  }

  // Listing

  @Test
  void listsAllPagesOrderedByName() {
    mcp.pages = List.of(List.of(tool("zebra"), tool("bee")), List.of(tool("ant")), List.of());

    fixture.started().untilOffered("mcp_docs_ant", "mcp_docs_bee", "mcp_docs_zebra");

    assertThat(mcp.count("tools/list")).isEqualTo(3);
    assertThat(fixture.tool("mcp_docs_ant").definition().description()).isEqualTo("Does ant");
    assertThat(fixture.tool("mcp_docs_ant").definition().inputSchema())
        .isEqualTo(
            Json.parse("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}}}"));
  }

  @Test
  void aCursorThatNeverEndsIsNotFollowedForEver() {
    mcp.script =
        (request, exchange) -> {
          if (!request.rpc().equals("tools/list")) {
            return false;
          }
          ObjectNode page = Json.object().put("nextCursor", "again");
          page.putArray("tools").add(tool("ant"));
          respond(exchange, 200, ScriptedServer.answer(request.json(), page));
          return true;
        };

    fixture.started().untilOffered("mcp_docs_ant");

    assertThat(mcp.count("tools/list")).isEqualTo(2);
  }

  @Test
  void cursorsThatAreAlwaysNewAreNotFollowedForEver() {
    var pages = new AtomicInteger();
    mcp.script =
        (request, exchange) -> {
          if (!request.rpc().equals("tools/list")) {
            return false;
          }
          ObjectNode page = Json.object().put("nextCursor", "page" + pages.incrementAndGet());
          page.putArray("tools").add(tool("ant"));
          respond(exchange, 200, ScriptedServer.answer(request.json(), page));
          return true;
        };

    fixture.started().untilOffered("mcp_docs_ant");

    assertThat(mcp.count("tools/list")).isEqualTo(100);
  }

  @Test
  void moreToolsThanAModelCanHoldAreLeftOut() {
    mcp.pages = List.of(ScriptedServer.tools("a", 400), ScriptedServer.tools("b", 400));

    fixture.started();

    await().until(() -> fixture.names().size() == ToolListing.MAX_TOOLS);
  }

  @Test
  void definitionsThatNoRequestCouldHoldAreLeftOut() {
    ObjectNode[] bulky = new ObjectNode[100];
    for (int i = 0; i < bulky.length; i++) {
      bulky[i] =
          tool(
              "tool" + i,
              "{'type':'object','properties':{'x':{'const':'%s'}}}".formatted("x".repeat(30_000)));
    }
    mcp.offers(bulky);

    fixture.started();

    await().until(() -> fixture.names().size() > 30);
    assertThat(fixture.names()).hasSizeLessThan(35);
  }

  @Test
  void aCallMayTakeAsLongAsTheServersOwnTimeLimit() {
    mcp.offers(tool("ant"));
    fixture.started().untilOffered("mcp_docs_ant");
    Tool tool = fixture.tool("mcp_docs_ant");

    assertThat(tool.timeout(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(60));
    assertThat(tool.timeout(Duration.ofSeconds(1))).isGreaterThan(Duration.ofSeconds(5));
  }

  @Test
  void ignoredToolsAndThoseThatCannotBeOfferedAreLeftOut() {
    mcp.offers(
        tool("good"),
        tool("ignored"),
        tool("mended", "{'properties':{'x':{'type':'string'}}}"),
        tool("text", "{'type':'string'}"),
        tool("a list", "[]"),
        tool("bad argument", "{'type':'object','properties':{'a b':{}}}"),
        tool("invalid", "{'type':'object','properties':{'a':{'type':'nonsense'}}}"),
        tool("elsewhere", "{'type':'object','properties':{'a':{'$ref':'http://a.example/b'}}}"),
        tool("x_y"),
        tool("x.y"),
        Json.object().put("name", ""),
        Json.object().put("name", "bare"));
    var chosen =
        new McpServer(
            "1",
            "Docs",
            "docs",
            mcp.url(),
            "d",
            Duration.ofSeconds(5),
            true,
            false,
            Set.of("ignored"),
            new Auth.None());
    fixture.directory.servers = List.of(chosen);

    fixture.started().untilOffered("mcp_d_bare", "mcp_d_good", "mcp_d_mended", "mcp_d_x_y");

    assertThat(fixture.tool("mcp_d_mended").definition().inputSchema().path("type").asText())
        .isEqualTo("object");
    assertThat(fixture.tool("mcp_d_bare").definition().inputSchema())
        .isEqualTo(Json.parse("{\"type\":\"object\",\"properties\":{}}"));
  }

  @Test
  void hintsMakeAToolSeemWorseButNeverBetter() {
    ObjectNode destructive = tool("destructive");
    destructive.putObject("annotations").put("destructiveHint", true).put("readOnlyHint", true);
    mcp.offers(tool("plain"), readOnly(tool("harmless")), destructive);
    McpServer plain = server(mcp.url());
    var trusted =
        new McpServer(
            "t",
            "Trusted",
            "trusted",
            mcp.url(),
            null,
            Duration.ofSeconds(5),
            true,
            true,
            Set.of(),
            new Auth.None());
    fixture.directory.servers = List.of(plain, trusted);

    fixture.started();
    await().until(() -> fixture.names().size() == 6);

    assertThat(fixture.tool("mcp_docs_plain").effect()).isEqualTo(Effect.MUTATING);
    assertThat(fixture.tool("mcp_docs_harmless").effect()).isEqualTo(Effect.MUTATING);
    assertThat(fixture.tool("mcp_docs_destructive").effect()).isEqualTo(Effect.DESTRUCTIVE);
    assertThat(fixture.tool("mcp_trusted_plain").effect()).isEqualTo(Effect.MUTATING);
    assertThat(fixture.tool("mcp_trusted_harmless").effect()).isEqualTo(Effect.READ_ONLY);
    assertThat(fixture.tool("mcp_trusted_destructive").effect()).isEqualTo(Effect.DESTRUCTIVE);
  }

  @Test
  void descriptionsAreCleanedAndCut() {
    ObjectNode hostile = tool("hostile");
    String tags = new String(Character.toChars(0xE0041));
    hostile.put("description", "A\u202Eb\u200B" + tags + "c\u0007 " + "x".repeat(5_000));
    mcp.offers(hostile);

    fixture.started().untilOffered("mcp_docs_hostile");

    String description = fixture.tool("mcp_docs_hostile").definition().description();
    assertThat(description).startsWith("Abc x").hasSizeLessThanOrEqualTo(2_000);
  }

  @Test
  void ofTwoServersWithOneToolNameTheFirstIsKept() {
    try (var second = new ScriptedServer()) {
      mcp.offers(tool("a"));
      second.offers(tool("a"), tool("b"));
      second.calls = params -> ScriptedServer.text("the second");
      McpServer one = server(mcp.url());
      var two =
          new McpServer(
              "2",
              "Two",
              "docs",
              second.url(),
              null,
              Duration.ofSeconds(5),
              true,
              false,
              Set.of(),
              new Auth.None());
      fixture.directory.servers = List.of(one, two);

      fixture.started().untilOffered("mcp_docs_a", "mcp_docs_b");
      await().until(() -> fixture.source.health().stream().allMatch(McpToolSourceTest::isHealthy));

      assertThat(text(fixture.call("mcp_docs_a"))).isEqualTo("done");
      assertThat(text(fixture.call("mcp_docs_b"))).isEqualTo("the second");
    }
  }

  @Test
  void listensForChangesAndListsAgain() {
    var changes = new AtomicInteger();
    fixture.source.onChange(changes::incrementAndGet);
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    await().until(() -> mcp.openStreams() == 1);

    mcp.offers(tool("a"), tool("b"));
    mcp.push("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");

    fixture.untilOffered("mcp_docs_a", "mcp_docs_b");
    assertThat(changes).hasValue(2);
  }

  @Test
  void aListThatCannotBeReadIsReadLater() {
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    await().until(() -> mcp.openStreams() == 1);
    var lists = new AtomicInteger();
    mcp.script =
        (request, exchange) -> {
          if (request.rpc().equals("tools/list") && lists.incrementAndGet() <= 2) {
            respond(exchange, 429, "");
            return true;
          }
          return false;
        };
    mcp.offers(tool("b"));

    mcp.push("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");

    fixture.untilOffered("mcp_docs_b");
    assertThat(lists).hasValueGreaterThanOrEqualTo(3);
    assertThat(mcp.count("initialize")).isEqualTo(1);
  }

  @Test
  void aFloodOfNoticesDoesNotBecomeAFloodOfRequests() {
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    await().until(() -> mcp.openStreams() == 1);

    for (int i = 0; i < 500; i++) {
      mcp.push("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
      mcp.push("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/list_changed\"}");
    }
    mcp.offers(tool("b"));
    mcp.push("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");

    fixture.untilOffered("mcp_docs_b");
    assertThat(mcp.count("tools/list")).isLessThan(100);
    assertThat(mcp.count("resources/list")).isZero();
  }

  @Test
  void anotherRevisionOfTheProtocolIsNotSpoken() {
    mcp.protocolVersion = "1999-01-01";

    fixture.started().untilHealth(State.DEGRADED);

    assertThat(fixture.health().lastError()).contains("1999-01-01");
    assertThat(mcp.count("tools/list")).isZero();
  }

  // Calling

  @Test
  void callsWithTheServersOwnNameAndTheArguments() {
    mcp.offers(tool("a.tool"));
    fixture.started().untilOffered("mcp_docs_a_tool");

    ToolOutcome outcome = fixture.call("mcp_docs_a_tool", Json.object().put("x", "ü"));

    assertThat(outcome).isEqualTo(ToolOutcome.success("done"));
    assertThat(mcp.calls("a.tool").getFirst().json().path("params").path("arguments"))
        .isEqualTo(Json.object().put("x", "ü"));
  }

  @Test
  void theCallersTokenNeverGoesToAServer() {
    mcp.offers(tool("a"));
    fixture.directory.servers =
        List.of(server("docs", mcp.url(), new Auth.StaticHeader("X-Key", new Secret("the key"))));
    fixture.started().untilOffered("mcp_docs_a");

    fixture.call("mcp_docs_a", Json.object().put("x", "1"));
    fixture.source.refresh();
    fixture.close();

    assertThat(mcp.received)
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.header("X-Key")).isEqualTo("the key");
              assertThat(request.header("Authorization")).isNull();
              assertThat(request.body()).doesNotContain(Fixture.IMBI_TOKEN);
              assertThat(request.headers().values().toString()).doesNotContain(Fixture.IMBI_TOKEN);
            });
    assertThat(mcp.received.stream().map(Received::method)).contains("POST", "GET", "DELETE");
  }

  @Test
  void anErrorOfTheToolIsAFailureWithItsText() {
    mcp.offers(tool("a"));
    mcp.calls = params -> ScriptedServer.text("no such page").put("isError", true);
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.failure("no such page"));
    assertThat(fixture.health().state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void anErrorOfTheProtocolIsAFailureWithItsMessageCleaned() {
    mcp.offers(tool("a"));
    onCall(
        (request, exchange) ->
            respond(exchange, 200, ScriptedServer.error(request.json(), -32603, "bro\u202Eken")));
    fixture.started().untilOffered("mcp_docs_a");

    ToolOutcome outcome = fixture.call("mcp_docs_a");

    assertThat(outcome).isInstanceOf(ToolOutcome.Failure.class);
    assertThat(text(outcome)).contains("-32603").contains("broken");
  }

  @Test
  void aToolThatTheServerNoLongerHasIsGoneAfterItsFirstCall() {
    mcp.offers(tool("a"), tool("b"));
    onCall(
        (request, exchange) ->
            respond(exchange, 200, ScriptedServer.error(request.json(), -32602, "unknown tool")));
    fixture.started().untilOffered("mcp_docs_a", "mcp_docs_b");
    mcp.offers(tool("b"));

    fixture.call("mcp_docs_a");

    fixture.untilOffered("mcp_docs_b");
  }

  @Test
  void anAnswerOnAStreamIsTakenFromAmongOtherMessages() {
    mcp.offers(tool("a"));
    onCall(
        (request, exchange) -> {
          String progress =
              "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}";
          String ping = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}";
          String sample = "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"sampling/createMessage\"}";
          String answer = ScriptedServer.answer(request.json(), ScriptedServer.text("streamed"));
          ScriptedServer.events(
              exchange,
              "data: "
                  + progress
                  + "\n\ndata: "
                  + ping
                  + "\r\n\r\nevent: message\ndata: "
                  + sample
                  + "\n\nid: 1\ndata: "
                  + answer
                  + "\n\n");
        });
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(text(fixture.call("mcp_docs_a"))).isEqualTo("streamed");
    await()
        .untilAsserted(
            () ->
                assertThat(mcp.received.stream().map(Received::json))
                    .anyMatch(reply -> reply.path("id").asInt() == 7 && reply.has("result"))
                    .anyMatch(
                        reply ->
                            reply.path("id").asInt() == 8
                                && reply.path("error").path("code").asInt() == -32601));
  }

  @Test
  void aStreamThatEndsEarlyIsResumedWhereItStopped() {
    mcp.offers(tool("a"));
    var asked = new AtomicReference<String>();
    mcp.script =
        (request, exchange) -> {
          String from = request.header("Last-Event-ID");
          if (request.rpc().equals("tools/call")) {
            asked.set(ScriptedServer.answer(request.json(), ScriptedServer.text("after all")));
            ScriptedServer.events(exchange, "id: 41\nretry: 5\ndata: \n\n");
            return true;
          }
          if (request.method().equals("GET") && from != null) {
            String event = from.equals("41") ? asked.get() : "wrong";
            ScriptedServer.events(exchange, "id: 42\ndata: " + event + "\n\n");
            return true;
          }
          return false;
        };
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(text(fixture.call("mcp_docs_a"))).isEqualTo("after all");
    assertThat(mcp.calls("a")).hasSize(1);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotRead() {
    mcp.offers(tool("a"));
    onCall(
        (request, exchange) -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          endless(exchange.getResponseBody(), "[\"", "x".repeat(65_536));
        });
    fixture.started().untilOffered("mcp_docs_a");

    ToolOutcome outcome = fixture.call("mcp_docs_a");

    assertThat(outcome).isInstanceOf(ToolOutcome.Failure.class);
    assertThat(text(outcome)).contains("cannot be used").contains("more than 8388608 bytes");
    assertThat(fixture.health().state()).isEqualTo(State.DEGRADED);
  }

  @Test
  void aStreamThatNeverComesToThePointIsNotReadForEver() {
    mcp.offers(tool("a"));
    onCall(
        (request, exchange) -> {
          OutputStream out = ScriptedServer.events(exchange, ": so\n\n");
          endless(out, "", "data: {\"x\":\"" + "y".repeat(60_000) + "\"}\n\n");
        });
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(text(fixture.call("mcp_docs_a"))).contains("for one request");
  }

  @Test
  void whatIsNotJsonIsAFailure() {
    mcp.offers(tool("a"));
    onCall((request, exchange) -> respond(exchange, 200, "{\"id\": oops"));
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(text(fixture.call("mcp_docs_a"))).contains("not JSON");
  }

  @Test
  void aSlowServerIsGivenUpAndTold() {
    mcp.offers(tool("a"));
    var release = new CountDownLatch(1);
    onCall(
        (request, exchange) -> {
          release.await();
          exchange.close();
        });
    fixture.directory.servers =
        List.of(
            new McpServer(
                "1",
                "Docs",
                "docs",
                mcp.url(),
                null,
                Duration.ofMillis(300),
                true,
                false,
                Set.of(),
                new Auth.None()));
    fixture.started().untilOffered("mcp_docs_a");

    ToolOutcome outcome = fixture.call("mcp_docs_a");

    assertThat(text(outcome)).contains("no known outcome").contains("Check before you call again");
    // Not exactly one: on a busy machine the list may have taken too long at first, too.
    await().until(() -> mcp.count("notifications/cancelled") >= 1);
    assertThat(mcp.calls("a")).hasSize(1);
    fixture.untilHealth(State.DEGRADED);
    release.countDown();
    mcp.script = ScriptedServer.NOTHING_SPECIAL;
    fixture.call("mcp_docs_a");
    fixture.untilHealth(State.HEALTHY);
  }

  @Test
  void anInterruptEndsTheCall() throws InterruptedException {
    mcp.offers(tool("a"));
    var arrived = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    onCall(
        (request, exchange) -> {
          arrived.countDown();
          release.await();
          exchange.close();
        });
    fixture.started().untilOffered("mcp_docs_a");
    var ended = new AtomicReference<@Nullable Throwable>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    fixture.call("mcp_docs_a");
                  } catch (AssertionError e) {
                    ended.set(e.getCause());
                  }
                });
    arrived.await();

    caller.interrupt();
    caller.join();

    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    await().until(() -> mcp.count("notifications/cancelled") == 1);
    release.countDown();
  }

  // Sessions and failures

  @Test
  void aCallIsRepeatedInANewSessionWhenTheOldOneIsGone() {
    mcp.offersStream = false;
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    mcp.forgetSessions();

    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));

    assertThat(mcp.calls("a")).hasSize(2);
    assertThat(mcp.count("initialize")).isEqualTo(2);
  }

  @Test
  void aChangeThatIsRefusedInLessCertainWordsIsNotRepeatedButTheSessionIsRenewed() {
    mcp.offersStream = false;
    mcp.offers(tool("a"));
    var calls = new AtomicInteger();
    mcp.script =
        (request, exchange) -> {
          if (!request.rpc().equals("tools/call") || calls.incrementAndGet() > 1) {
            return false;
          }
          respond(exchange, 400, "");
          return true;
        };
    fixture.started().untilOffered("mcp_docs_a");

    ToolOutcome outcome = fixture.call("mcp_docs_a");

    assertThat(outcome).isInstanceOf(ToolOutcome.Failure.class);
    assertThat(text(outcome)).contains("no longer knew our session");
    assertThat(mcp.calls("a")).hasSize(1);
    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));
  }

  @Test
  void aSessionThatIsGoneTwiceIsNotTriedForEver() {
    mcp.offers(readOnly(tool("a")));
    onCall((request, exchange) -> respond(exchange, 404, ""));
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(fixture.call("mcp_docs_a")).isInstanceOf(ToolOutcome.Failure.class);
    assertThat(mcp.calls("a")).hasSize(2);
  }

  @Test
  void aReadOnlyCallThatIsCutIsRepeatedOnce() {
    mcp.offers(readOnly(tool("a")));
    var calls = new AtomicInteger();
    mcp.script =
        (request, exchange) -> {
          if (request.rpc().equals("tools/call") && calls.incrementAndGet() == 1) {
            throw new IOException("The server hangs up");
          }
          return false;
        };
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));
    assertThat(calls).hasValue(2);
  }

  @Test
  void aCallThatIsCutHalfWayIsNotRepeatedAndItsOutcomeIsToldToBeUnknown() {
    mcp.offers(tool("a"));
    onCall(
        (request, exchange) -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 10_000);
          exchange.getResponseBody().write("{\"jsonrpc\":".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    fixture.started().untilOffered("mcp_docs_a");

    ToolOutcome outcome = fixture.call("mcp_docs_a");

    assertThat(text(outcome)).contains("no known outcome");
    assertThat(mcp.calls("a")).hasSize(1);
  }

  @Test
  void aServerErrorLeavesTheOutcomeUnknown() {
    mcp.offers(tool("a"));
    onCall((request, exchange) -> respond(exchange, 503, ""));
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(text(fixture.call("mcp_docs_a"))).contains("no known outcome").contains("HTTP 503");
  }

  @Test
  void aServerThatIsDownAtStartAppearsWhenItIsUp() {
    mcp.offers(tool("a"));
    mcp.stop();

    fixture.started().untilHealth(State.UNREACHABLE);
    assertThat(fixture.names()).isEmpty();
    mcp.start();

    fixture.untilOffered("mcp_docs_a");
    fixture.untilHealth(State.HEALTHY);
    assertThat(fixture.health().toolsDiscovered()).isEqualTo(1);
    assertThat(fixture.health().latency()).isPositive();
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.directory.states())
                    .containsExactly(State.UNREACHABLE, State.HEALTHY));
  }

  @Test
  void aServerThatComesBackIsUsedAgainAndKeepsItsToolsMeanwhile() {
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    await().until(() -> mcp.openStreams() == 1);

    mcp.stop();
    fixture.untilHealth(State.UNREACHABLE);
    ToolOutcome away = fixture.call("mcp_docs_a");
    mcp.start();
    fixture.untilHealth(State.HEALTHY);

    assertThat(text(away)).contains("cannot be reached; the call was not made");
    assertThat(fixture.names()).containsExactly("mcp_docs_a");
    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));
  }

  @Test
  void aCallFindsAServerThatHasJustComeBack() {
    mcp.offersStream = false;
    mcp.offers(readOnly(tool("a")));
    fixture.started().untilOffered("mcp_docs_a");
    mcp.stop();
    mcp.start();

    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));
  }

  @Test
  void aRedirectIsFollowedWithinTheServerOnly() {
    mcp.offers(tool("a"));
    mcp.script =
        (request, exchange) -> {
          if (request.path().equals("/mcp")) {
            exchange.getResponseHeaders().set("Location", "/mcp/");
            respond(exchange, 307, "");
            return true;
          }
          return false;
        };
    fixture.started().untilOffered("mcp_docs_a");
    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));

    try (var other = new ScriptedServer()) {
      mcp.script =
          (request, exchange) -> {
            exchange.getResponseHeaders().set("Location", other.url().toString());
            respond(exchange, 307, "");
            return true;
          };
      assertThat(text(fixture.call("mcp_docs_a"))).contains("redirects to another server");
      assertThat(other.received).isEmpty();
    }
  }

  // Refreshing and configuration

  @Test
  void aRefreshConnectsEveryServerAnewAndReadsTheDirectoryAgain() {
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    try (var second = new ScriptedServer()) {
      second.offers(tool("b"));
      mcp.offers(tool("c"));
      fixture.directory.servers =
          List.of(server(mcp.url()), server("more", second.url(), new Auth.None()));

      Refresh refresh = fixture.source.refresh();

      assertThat(refresh).isEqualTo(new Refresh.Succeeded(2));
      assertThat(fixture.names()).containsExactly("mcp_docs_c", "mcp_more_b");
      assertThat(mcp.count("initialize")).isEqualTo(2);
      await().until(() -> mcp.endedSessions.contains("session-1"));

      fixture.directory.servers = List.of(server(mcp.url()));
      assertThat(fixture.source.refresh()).isEqualTo(new Refresh.Succeeded(1));
      assertThat(fixture.names()).containsExactly("mcp_docs_c");
      await().until(() -> second.endedSessions.contains("session-1"));
    }
  }

  @Test
  void aRefreshThatFailsKeepsTheTools() {
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    mcp.stop();

    assertThat(fixture.source.refresh())
        .isInstanceOfSatisfying(
            Refresh.Failed.class,
            failed -> {
              assertThat(failed.toolCount()).isEqualTo(1);
              assertThat(failed.error()).isEqualTo("docs: The connection was refused");
            });
    assertThat(fixture.names()).containsExactly("mcp_docs_a");
  }

  @Test
  void aDirectoryThatCannotBeReadIsReadLaterAndKeepsItsServers() {
    mcp.offers(tool("a"));
    fixture.directory.broken = true;
    fixture.started();
    assertThat(fixture.source.refresh()).isInstanceOf(Refresh.Failed.class);
    fixture.directory.broken = false;
    fixture.untilOffered("mcp_docs_a");

    fixture.directory.broken = true;
    assertThat(fixture.source.refresh()).isInstanceOf(Refresh.Failed.class);

    assertThat(fixture.names()).containsExactly("mcp_docs_a");
  }

  @Test
  void aCallUnderWayOutlivesARefresh() throws Exception {
    mcp.offers(tool("a"));
    var arrived = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    onCall(
        (request, exchange) -> {
          arrived.countDown();
          release.await();
          respond(
              exchange,
              200,
              ScriptedServer.answer(request.json(), ScriptedServer.text("slow but ok")));
        });
    fixture.started().untilOffered("mcp_docs_a");
    var outcome = new AtomicReference<ToolOutcome>();
    Thread caller = Thread.ofVirtual().start(() -> outcome.set(fixture.call("mcp_docs_a")));
    arrived.await();

    fixture.source.refresh();
    assertThat(mcp.endedSessions).isEmpty();
    release.countDown();
    caller.join();

    assertThat(outcome.get()).isEqualTo(ToolOutcome.success("slow but ok"));
    await().until(() -> mcp.endedSessions.contains("session-1"));
  }

  @Test
  void closingEndsTheSessions() {
    mcp.offers(tool("a"));
    fixture.started().untilOffered("mcp_docs_a");
    await().until(() -> mcp.openStreams() == 1);

    fixture.close();

    assertThat(mcp.endedSessions).containsExactly("session-1");
  }

  @Test
  void aHundredCallsAtOnceAllGetTheirOwnAnswer() {
    mcp.offers(tool("echo"));
    mcp.calls = params -> ScriptedServer.text(params.path("arguments").path("x").asText());
    fixture.started().untilOffered("mcp_docs_echo");

    List<Thread> threads = new ArrayList<>();
    var right = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      String x = "number " + i;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    var outcome = fixture.call("mcp_docs_echo", Json.object().put("x", x));
                    if (text(outcome).equals(x)) {
                      right.incrementAndGet();
                    }
                  }));
    }
    threads.forEach(McpToolSourceTest::join);

    assertThat(right).hasValue(100);
  }

  @Test
  void aServerWithoutAnAddressCostsNobodyElseAnything() {
    mcp.offers(tool("a"));
    fixture.directory.servers =
        List.of(
            server("gone", URI.create("http://no-such-host.invalid/mcp"), new Auth.None()),
            server(mcp.url()));

    fixture.started().untilOffered("mcp_docs_a");

    await()
        .untilAsserted(
            () ->
                assertThat(fixture.source.health().getFirst().health().lastError())
                    .isEqualTo("Its host is unknown"));
  }

  private interface OnCall {
    void answer(Received request, HttpExchange exchange) throws IOException, InterruptedException;
  }

  private void onCall(OnCall answer) {
    mcp.script =
        (request, exchange) -> {
          if (!request.rpc().equals("tools/call")) {
            return false;
          }
          answer.answer(request, exchange);
          return true;
        };
  }

  /** Writes until the other side hangs up. */
  private static void endless(OutputStream out, String first, String again) {
    try {
      out.write(first.getBytes(StandardCharsets.UTF_8));
      while (true) {
        out.write(again.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The other side has hung up, as it should.
    }
  }

  private static boolean isHealthy(McpServers.ServerHealth server) {
    return server.health().state() == State.HEALTHY;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
