package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationTest {

  private static final String ID = "/conversations/6f1f0a53-1f2b-4a0e-9b6b-0123456789ab";

  private WebServer server;

  @BeforeAll
  void start() {
    server = WebServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /conversations",
    "GET, /conversations",
    "GET, " + ID,
    "PATCH, " + ID,
    "DELETE, " + ID,
    "POST, " + ID + "/messages",
    "GET, " + ID + "/approvals",
    "POST, " + ID + "/approvals/t1",
    "GET, " + ID + "/turn",
    "DELETE, " + ID + "/turn"
  })
  void everyConversationRouteAsksWhoIsCallingAndWantsAPerson(String method, String path) {
    // A body that would be refused, and an assistant that is not there, come after.
    server.turns.available = false;
    try {
      var nobody = server.send(server.request(path).method(method, BodyPublishers.ofString("{")));
      assertThat(nobody.statusCode()).isEqualTo(401);
      assertThat(nobody.body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
      assertThat(nobody.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
      assertThat(nobody.headers().firstValue("Content-Type")).contains("application/json");

      var program =
          server.send(
              server
                  .request(path)
                  .header("Authorization", "Bearer " + server.token("ci", true))
                  .method(method, BodyPublishers.ofString("{")));
      assertThat(program.statusCode()).isEqualTo(403);
      assertThat(program.body())
          .isEqualTo("{\"detail\":\"This endpoint requires user authentication\"}");
    } finally {
      server.turns.available = true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer ", "Bearerx", "token"})
  void whatIsNoBearerTokenIsNoCredential(String credential) {
    var response =
        server.send(server.request("/conversations").header("Authorization", credential));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
  }

  @Test
  void twoCredentialsAreNone() {
    var response =
        server.send(
            server
                .request("/conversations", ANN)
                .header("Authorization", "Bearer " + server.token("bob@example.com")));
    assertThat(response.statusCode()).isEqualTo(401);
  }

  @Test
  void theSchemeIsReadInAnyCase() {
    var response =
        server.send(
            server
                .request("/conversations")
                .header("Authorization", "bEARER  " + server.token(ANN)));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"abc, Invalid token", "ik_a_b, API keys are not accepted here"})
  void aBadTokenIsToldWhy(String token, String detail) {
    var response =
        server.send(server.request("/conversations").header("Authorization", "Bearer " + token));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"detail\":\"%s\"}".formatted(detail));
    assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
  }

  @Test
  void aPageBehindAProxyOnThisMachineIsServedAndNoOtherMayReadTheAnswer() {
    var response =
        server.send(
            server
                .request("/conversations", ANN)
                .header("Origin", "https://imbi.example.com")
                .GET());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  @Test
  void aCredentialThatCannotBeCheckedIsNotTheCallersFault() {
    try (var failing =
        withAuthenticator(token -> new Authentication.Unavailable(), /* mayBlock= */ true)) {
      var response =
          failing.send(failing.request("/conversations").header("Authorization", "Bearer x"));
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
    }
  }

  @Test
  void aLookUpThatMayBlockStaysOffTheEventLoop() {
    List<Boolean> onVirtualThread = new CopyOnWriteArrayList<>();
    try (var blocking =
        withAuthenticator(
            token -> {
              onVirtualThread.add(Thread.currentThread().isVirtual());
              return new Authentication.Authenticated(
                  new Caller(new Principal.User(ANN, "Ann", Permissions.NONE), token));
            },
            /* mayBlock= */ true)) {
      // The address that is printed at the start comes with a token, which is tried.
      onVirtualThread.clear();
      // Whether the look-up ends before or after the filter has returned must not matter.
      for (int i = 0; i < 50; i++) {
        var response =
            blocking.send(blocking.request("/conversations").header("Authorization", "Bearer x"));
        assertThat(response.statusCode()).isEqualTo(200);
      }
    }
    assertThat(onVirtualThread).hasSize(50).containsOnly(true);
  }

  private static WebServer withAuthenticator(
      Function<BearerToken, Authentication> check, boolean mayBlock) {
    return WebServer.start(
        Map.of(),
        WebServer.replacement(
            Authenticator.class,
            new Authenticator() {
              @Override
              public Authentication authenticate(BearerToken token) {
                return check.apply(token);
              }

              @Override
              public boolean mayBlock() {
                return mayBlock;
              }
            }));
  }
}
