package io.imbi.assistant.tool.mcp;

import static io.imbi.assistant.tool.mcp.Fixture.text;
import static io.imbi.assistant.tool.mcp.ScriptedServer.respond;
import static io.imbi.assistant.tool.mcp.ScriptedServer.tool;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.imbi.assistant.conversation.SettableClock;
import io.imbi.assistant.tool.ToolOutcome;
import io.imbi.assistant.tool.mcp.McpHealth.State;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import io.imbi.assistant.tool.mcp.ScriptedServer.Received;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens are fetched seldom, once at a time, and shown to nobody but the server. */
@Timeout(60)
class OAuthTokensTest {

  private static final String SECRET = "s3cret &=+ with signs";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final ScriptedServer mcp = new ScriptedServer();
  private final ScriptedServer authority = new ScriptedServer();
  private final URI tokenUrl = authority.url().resolve("/token");
  private final Fixture fixture =
      new Fixture(
          clock,
          Fixture.server(
              "docs",
              mcp.url(),
              new Auth.OAuthClientCredentials(
                  tokenUrl, "the client", new Secret(SECRET), "read write")));

  private final AtomicInteger tokens = new AtomicInteger();
  private volatile String life = "\"expires_in\":3600,";

  @BeforeEach
  void serve() {
    mcp.offersStream = false;
    mcp.offers(tool("a"));
    authority.script = this::token;
    mcp.script =
        (request, exchange) -> {
          if (("Bearer token-" + tokens.get()).equals(request.header("Authorization"))) {
            return false;
          }
          respond(exchange, 401, "");
          return true;
        };
  }

  @AfterEach
  void close() {
    fixture.close();
    mcp.close();
    authority.close();
  }

  private boolean token(Received request, HttpExchange exchange) throws IOException {
    respond(
        exchange,
        200,
        "{\"access_token\":\"token-%d\",%s\"token_type\":\"Bearer\"}"
            .formatted(tokens.incrementAndGet(), life));
    return true;
  }

  @Test
  void asksWithTheGrantAndTheScopesAndTheClientsName() {
    fixture.started().untilOffered("mcp_docs_a");

    Received request = authority.received.getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(request.body()).isEqualTo("grant_type=client_credentials&scope=read+write");
    assertThat(request.header("Authorization"))
        .isEqualTo("Basic " + base64("the+client:s3cret+%26%3D%2B+with+signs"));
  }

  @Test
  void oneTokenServesTwentyCallsAtOnceAndEachExpiryCostsOneFetch() {
    life = "\"expires_in\":5,";
    fixture.started().untilOffered("mcp_docs_a");
    assertThat(authority.received).hasSize(1);

    for (int round = 1; round <= 3; round++) {
      clock.advance(Duration.ofSeconds(5));
      assertThat(callTogether(20)).containsOnly(ToolOutcome.success("done"));
      assertThat(authority.received).hasSize(1 + round);
    }
  }

  @Test
  void aTokenIsRenewedAMinuteBeforeItsExpiry() {
    fixture.started().untilOffered("mcp_docs_a");

    clock.advance(Duration.ofSeconds(3600 - 61));
    fixture.call("mcp_docs_a");
    assertThat(authority.received).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    fixture.call("mcp_docs_a");
    assertThat(authority.received).hasSize(2);
  }

  @Test
  void aShortTokenIsRenewedAtHalfOfItsLife() {
    life = "\"expires_in\":\"10\",";
    fixture.started().untilOffered("mcp_docs_a");

    clock.advance(Duration.ofMillis(4_999));
    fixture.call("mcp_docs_a");
    assertThat(authority.received).hasSize(1);

    clock.advance(Duration.ofMillis(1));
    fixture.call("mcp_docs_a");
    assertThat(authority.received).hasSize(2);
  }

  @Test
  void aTokenWithoutExpiryIsUsedUntilItIsRefused() {
    life = "";
    fixture.started().untilOffered("mcp_docs_a");
    clock.advance(Duration.ofDays(300));
    fixture.call("mcp_docs_a");
    assertThat(authority.received).hasSize(1);

    tokens.set(77);
    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));
    assertThat(authority.received).hasSize(2);
  }

  @Test
  void aRefusedTokenIsRenewedOnceAndTheCallRepeatedOnce() {
    fixture.started().untilOffered("mcp_docs_a");
    tokens.set(40);

    assertThat(callTogether(20)).containsOnly(ToolOutcome.success("done"));

    assertThat(authority.received).hasSize(2);
  }

  @Test
  void aServerThatRefusesEveryTokenIsNotAskedForEver() {
    fixture.started().untilOffered("mcp_docs_a");
    mcp.script =
        (request, exchange) -> {
          respond(exchange, 401, "");
          return true;
        };

    ToolOutcome outcome = fixture.call("mcp_docs_a");

    assertThat(text(outcome)).contains("did not accept our credentials");
    assertThat(mcp.calls("a")).hasSize(2);
    assertThat(authority.received).hasSize(2);
  }

  @Test
  void aClientThatIsNotUnderstoodInTheHeaderNamesItselfInTheForm() {
    authority.script =
        (request, exchange) -> {
          if (request.header("Authorization") == null) {
            return token(request, exchange);
          }
          respond(exchange, 401, "{\"error\":\"invalid_client\"}");
          return true;
        };
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(authority.received).hasSize(2);
    assertThat(authority.received.get(1).body())
        .isEqualTo(
            "grant_type=client_credentials&scope=read+write&client_id=the+client"
                + "&client_secret=s3cret+%26%3D%2B+with+signs");

    clock.advance(Duration.ofHours(1));
    fixture.call("mcp_docs_a");
    assertThat(authority.received).hasSize(3);
  }

  @Test
  void errorsNeverShowASecret() {
    authority.script =
        (request, exchange) -> {
          String echo = Objects.requireNonNullElse(request.header("Authorization"), request.body());
          respond(
              exchange,
              400,
              "{\"error\":\"bad " + echo + "\",\"error_description\":\"" + SECRET + "\"}");
          return true;
        };

    fixture.started().untilHealth(State.UNREACHABLE);

    assertThat(fixture.health().lastError())
        .isEqualTo("No access token from the token endpoint: it answered with HTTP 400");
    assertThat(fixture.directory.servers.toString()).doesNotContain("s3cret");
    assertThat(mcp.received).isEmpty();
  }

  @Test
  void aServerThatRepeatsItsTokenShowsItToNobody() {
    mcp.calls = params -> ScriptedServer.text("you sent Bearer token-" + tokens.get());
    fixture.started().untilOffered("mcp_docs_a");

    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("you sent Bearer ***"));
  }

  @Test
  void anEndlessAnswerIsNotRead() {
    authority.script =
        (request, exchange) -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            for (int i = 0; i < 1_000; i++) {
              exchange.getResponseBody().write(new byte[1_000]);
            }
          } catch (IOException e) {
            // The other side has hung up, as it should.
          }
          return true;
        };

    fixture.started().untilHealth(State.UNREACHABLE);

    assertThat(fixture.health().lastError()).contains("more than 65536 bytes");
  }

  @Test
  void aRedirectOfTheTokenEndpointIsNotFollowed() {
    try (var other = new ScriptedServer()) {
      authority.script =
          (request, exchange) -> {
            exchange.getResponseHeaders().set("Location", other.url().toString());
            respond(exchange, 307, "");
            return true;
          };

      fixture.started().untilHealth(State.UNREACHABLE);

      assertThat(fixture.health().lastError()).contains("HTTP 307");
      assertThat(other.received).isEmpty();
    }
  }

  @Test
  void theNetworkPolicyHoldsForTheTokenEndpointToo() {
    var serverOnly = new NetworkPolicy(List.of(Network.parse("127.0.0.1")));
    var client =
        new Auth.OAuthClientCredentials(
            URI.create("http://127.0.0.2:%d/token".formatted(authority.port())),
            "the client",
            new Secret(SECRET),
            null);
    try (var strict =
        new Fixture(clock, serverOnly, Fixture.server("docs", mcp.url(), client)).started()) {
      strict.untilHealth(State.UNREACHABLE);

      assertThat(strict.health().lastError()).contains("127.0.0.2").contains("private network");
      assertThat(authority.received).isEmpty();
    }
  }

  @Test
  void aTokenThatIsStillGoodIsUsedWhileItCannotBeRenewed() {
    life = "\"expires_in\":100,";
    fixture.started().untilOffered("mcp_docs_a");
    authority.script =
        (request, exchange) -> {
          respond(exchange, 500, "");
          return true;
        };

    clock.advance(Duration.ofSeconds(60));
    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));
    assertThat(fixture.call("mcp_docs_a")).isEqualTo(ToolOutcome.success("done"));
    assertThat(authority.received).hasSize(2);

    clock.advance(Duration.ofSeconds(40));
    ToolOutcome late = fixture.call("mcp_docs_a");
    assertThat(text(late)).contains("the call was not made").contains("HTTP 500");
  }

  private List<ToolOutcome> callTogether(int calls) {
    List<ToolOutcome> outcomes = new ArrayList<>();
    var start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      start.await();
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    ToolOutcome outcome = fixture.call("mcp_docs_a");
                    synchronized (outcomes) {
                      outcomes.add(outcome);
                    }
                  }));
    }
    start.countDown();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(outcomes).hasSize(calls);
    return outcomes;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
