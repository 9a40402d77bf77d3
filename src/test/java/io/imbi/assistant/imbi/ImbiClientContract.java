package io.imbi.assistant.imbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client promises, however it was made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ImbiClientContract {

  private static final String TOKEN = "s3cr3t-t0ken";
  private static final Map<String, ?> RELEASE = Map.of("version", "1.2.3");

  private final RecordingApi api = new RecordingApi();
  private final LogCapture log = new LogCapture(ImbiClient.class);
  @Nullable private ImbiClient made;

  /** Makes a client; null stands for what is not configured. */
  abstract ImbiClient make(
      String baseUrl,
      @Nullable String token,
      @Nullable String userAgent,
      @Nullable Duration timeout);

  abstract void release();

  @BeforeAll
  void start() {
    made = make(api.url().toString(), TOKEN, null, null);
  }

  @AfterAll
  void stop() {
    release();
    log.close();
    api.close();
  }

  @BeforeEach
  void forget() {
    api.forget();
    log.forget();
    api.answering(RecordingApi.json(200, "{}"));
  }

  @AfterEach
  void noLogLineShowsTheToken() {
    assertThat(log.warnings()).noneMatch(line -> line.contains(TOKEN));
  }

  @Test
  void everyRequestCarriesTheTokenAndTheUserAgent() {
    client().createRelease("acme", "p1", RELEASE);
    client().recordDeployment("acme", "p1", "1", "prod", Map.of());
    client().patchProject("acme", "p1", List.of());
    client().findUserByIdentity("github", "7");

    assertThat(api.received())
        .hasSize(4)
        .allSatisfy(
            request -> {
              assertThat(request.header("Authorization")).isEqualTo("Bearer " + TOKEN);
              assertThat(request.header("User-Agent")).matches("imbi-assistant/\\d+\\.\\d+\\.\\d+");
            });
  }

  @Test
  void aReleaseIsPosted() {
    api.answering(RecordingApi.json(201, "{\"id\":\"r1\"}"));

    ImbiResponse response = client().createRelease("acme", "p1", Map.of("version", "1.2.3"));

    assertThat(api.last().method()).isEqualTo("POST");
    assertThat(api.last().target()).isEqualTo("/organizations/acme/projects/p1/releases/");
    assertThat(api.last().header("Content-Type")).startsWith("application/json");
    assertThat(api.last().body()).isEqualTo("{\"version\":\"1.2.3\"}");
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.isSuccess()).isTrue();
    assertThat(response.text()).isEqualTo("{\"id\":\"r1\"}");
    assertThat(response.header("content-type")).hasValue("application/json");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aReleaseThatExistsIsNotLoggedAndItsAnswerComesBack() {
    api.answering(RecordingApi.json(409, "{\"detail\":\"exists\"}"));

    ImbiResponse response = client().createRelease("acme", "p1", RELEASE);

    assertThat(response.status()).isEqualTo(409);
    assertThat(response.text()).isEqualTo("{\"detail\":\"exists\"}");
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 400, 401, 403, 404, 422, 429, 500, 503, 529})
  void anyOtherFailureToCreateAReleaseIsLoggedAndGivenBack(int status) {
    api.answering(RecordingApi.json(status, "{\"detail\": \"no " + status + "\"}"));

    ImbiResponse response = client().createRelease("acme", "p1", RELEASE);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo("{\"detail\": \"no " + status + "\"}");
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains(
            "/organizations/acme/projects/p1/releases/",
            "HTTP " + status,
            "{\"detail\":\"no " + status + "\"}");
  }

  @Test
  void aDeploymentIsPosted() {
    var body = new HashMap<String, @Nullable Object>();
    body.put("note", null);
    client().recordDeployment("acme", "p1", "1.2.3", "prod", body);

    assertThat(api.last().method()).isEqualTo("POST");
    assertThat(api.last().target())
        .isEqualTo("/organizations/acme/projects/p1/releases/1.2.3/environments/prod");
    assertThat(api.last().body()).isEqualTo("{\"note\":null}");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aMissingReleaseIsNotLogged() {
    api.answering(RecordingApi.json(404, "{}"));

    assertThat(client().recordDeployment("acme", "p1", "1", "prod", Map.of()).status())
        .isEqualTo(404);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aConflictOfADeploymentIsLogged() {
    api.answering(RecordingApi.json(409, "{}"));

    assertThat(client().recordDeployment("acme", "p1", "1", "prod", Map.of()).status())
        .isEqualTo(409);
    assertThat(warnings()).singleElement().asString().contains("HTTP 409");
  }

  @Test
  void aProjectIsPatchedWithAnArrayOfOperations() {
    client().patchProject("acme", "p1", List.of(Map.of("op", "x"), Map.of("path", "/name")));

    assertThat(api.last().method()).isEqualTo("PATCH");
    assertThat(api.last().target()).isEqualTo("/organizations/acme/projects/p1");
    assertThat(api.last().header("Content-Type")).startsWith("application/json");
    assertThat(api.last().body()).isEqualTo("[{\"op\":\"x\"},{\"path\":\"/name\"}]");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aFailedPatchIsLoggedWithItsJson() {
    api.answering(RecordingApi.json(422, "{\n  \"detail\": [1, 2]\n}"));

    assertThat(client().patchProject("acme", "p1", List.of()).status()).isEqualTo(422);
    assertThat(warnings()).singleElement().asString().endsWith("{\"detail\":[1,2]}");
  }

  @Test
  void aFailedPatchThatIsNotJsonIsLoggedRawOnOneLine() {
    api.answering(
        RecordingApi.answer(
            502, "text/html", "<h1>Bad\r\nGateway</h1>".getBytes(StandardCharsets.UTF_8)));

    client().patchProject("acme", "p1", List.of());

    assertThat(warnings())
        .singleElement()
        .asString()
        .endsWith("<h1>Bad Gateway</h1>")
        .doesNotContain("\n");
  }

  @Test
  void anAnswerThatRepeatsTheTokenDoesNotBringItIntoTheLog() {
    api.answering(RecordingApi.json(401, "{\"detail\":\"bad token " + TOKEN + "\"}"));

    ImbiResponse response = client().createRelease("acme", "p1", RELEASE);

    assertThat(warnings()).singleElement().asString().contains("bad token ***");
    assertThat(response.toString()).doesNotContain(TOKEN);
  }

  @Test
  void aUserIsFoundByIdentity() {
    api.answering(RecordingApi.json(200, "{\"email\":\"ada@example.com\"}"));

    assertThat(client().findUserByIdentity("git hub", "a/b&c=d")).hasValue("ada@example.com");
    assertThat(api.last().method()).isEqualTo("GET");
    assertThat(api.last().target().replace("+", "%20"))
        .isEqualTo("/users/by-identity?plugin_slug=git%20hub&subject=a%2Fb%26c%3Dd");
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"email\":null}", "{\"email\":\"\"}", "[]", "null"})
  void anAnswerWithoutAnAddressIsNoUser(String body) {
    api.answering(RecordingApi.json(200, body));

    assertThat(client().findUserByIdentity("github", "7")).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void anUnknownIdentityIsNoUserAndNoWarning() {
    api.answering(RecordingApi.json(404, "{}"));

    assertThat(client().findUserByIdentity("github", "7")).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 500})
  void anyOtherFailureToFindAUserIsNoUserAndAWarning(int status) {
    api.answering(RecordingApi.json(status, "{\"email\":\"ada@example.com\"}"));

    assertThat(client().findUserByIdentity("github", "7")).isEmpty();
    assertThat(warnings()).singleElement().asString().contains("github", "7", "HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"email\":", "<html>", "{\"email\":\"a@b\"} trailing {"})
  void malformedJsonIsNoUserAndAWarning(String body) {
    api.answering(RecordingApi.json(200, body));

    assertThat(client().findUserByIdentity("github", "7")).isEmpty();
    assertThat(warnings()).singleElement().asString().contains("not JSON");
  }

  @Test
  void anAnswerThatBreaksOffIsNoUserAndAWarning() {
    api.answering(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          throw new IllegalStateException("gone");
        });

    assertThat(client().findUserByIdentity("github", "7\nforged")).isEmpty();
    assertThat(warnings()).singleElement().asString().contains("github").doesNotContain("\n");
  }

  @Test
  void anAnswerThatBreaksOffIsAnExceptionOfTheOtherCalls() {
    api.answering(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          throw new IllegalStateException("gone");
        });

    assertThatThrownBy(() -> client().createRelease("acme", "p1", RELEASE))
        .isInstanceOf(ImbiTransportException.class)
        .hasMessageNotContaining(TOKEN);
  }

  @Test
  void aSlugWithASlashReachesNoOtherResource() {
    client().createRelease("a/b", "p?x=1#y", RELEASE);

    assertThat(api.last().target())
        .isEqualTo("/organizations/a%2Fb/projects/p%3Fx%3D1%23y/releases/");
  }

  @Test
  void everyOtherCharacterIsEncodedToo() {
    client().recordDeployment("ä", "p 1", "1.0+build%2F7", "{env}", Map.of());

    assertThat(api.last().target())
        .isEqualTo(
            "/organizations/%C3%A4/projects/p%201/releases/1.0%2Bbuild%252F7/environments/%7Benv%7D");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/../b", "a\\..\\b"})
  void aSegmentThatLeadsElsewhereIsNotSent(String org) {
    assertThatThrownBy(() -> client().createRelease(org, "p1", RELEASE))
        .isInstanceOf(RefusedPathException.class)
        .hasMessageContaining("org");
    assertThatThrownBy(() -> client().patchProject("acme", org, List.of()))
        .isInstanceOf(RefusedPathException.class)
        .hasMessageContaining("project");
    assertThatThrownBy(() -> client().recordDeployment("acme", "p", "1", org, Map.of()))
        .isInstanceOf(RefusedPathException.class)
        .hasMessageContaining("env");
    assertThat(api.received()).isEmpty();
  }

  @Test
  void aRedirectToAnotherHostIsNotFollowed() {
    try (var elsewhere = new RecordingApi()) {
      api.answering(RecordingApi.redirect(307, elsewhere.url() + "/stolen"));

      assertThat(client().createRelease("acme", "p1", RELEASE).status()).isEqualTo(307);
      assertThat(client().findUserByIdentity("github", "7")).isEmpty();
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void theBaseUrlMayEndInASlashOrNot(String end) {
    ImbiClient other = make(api.url() + end, TOKEN, "my-agent/2", null);

    other.createRelease("acme", "p1", RELEASE);

    assertThat(api.last().target()).isEqualTo("/organizations/acme/projects/p1/releases/");
    assertThat(api.last().header("User-Agent")).isEqualTo("my-agent/2");
  }

  @Test
  void theBaseUrlMayHaveAPath() {
    ImbiClient other = make(api.url() + "/api", TOKEN, null, null);

    other.findUserByIdentity("github", "7");

    assertThat(api.last().target())
        .isEqualTo("/api/users/by-identity?plugin_slug=github&subject=7");
  }

  @Test
  void aSlowAnswerEndsWithTheTimeout() throws InterruptedException {
    var end = new CountDownLatch(1);
    api.answering(
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    ImbiClient impatient = make(api.url().toString(), TOKEN, null, Duration.ofMillis(200));

    assertThatThrownBy(() -> impatient.createRelease("acme", "p1", RELEASE))
        .isInstanceOf(ImbiTransportException.class);
    end.countDown();
  }

  @Test
  void aMissingTokenNamesTheVariable() {
    for (String missing : new String[] {null, "", "  "}) {
      assertThatThrownBy(() -> make(api.url().toString(), missing, null, null))
          .hasMessageContaining("IMBI_CLIENT_API_TOKEN");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"imbi-api:8000", "ftp://imbi", "http://user:pw@imbi", "no url", "http://"})
  void aWrongBaseUrlNamesTheVariableAndNotItsValue(String url) {
    assertThatThrownBy(() -> make(url, TOKEN, null, null))
        .hasMessageContaining("IMBI_CLIENT_API_BASE_URL")
        .hasMessageNotContaining("pw");
  }

  @Test
  void theClientDoesNotShowItsToken() {
    assertThat(client().toString()).doesNotContain(TOKEN);
  }

  final URI url() {
    return api.url();
  }

  private ImbiClient client() {
    if (made == null) {
      throw new IllegalStateException("not made");
    }
    return made;
  }

  private List<String> warnings() {
    return log.warnings();
  }
}
