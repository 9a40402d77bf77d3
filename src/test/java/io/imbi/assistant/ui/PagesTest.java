package io.imbi.assistant.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser is given before any script has run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {

  private static final Pattern LINK =
      Pattern.compile("(?:from |import |src=|href=)['\"]([^'\"#]+\\.(?:js|css|svg))['\"]");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private EmbeddedServer server;

  @BeforeAll
  void start() {
    server =
        ApplicationContext.builder("nodatabase")
            .properties(
                Map.of(
                    "micronaut.server.port", -1,
                    "imbi.assistant.sandbox", "off",
                    "imbi.assistant.url", "https://imbi.example.com/assistant",
                    "imbi.ui-url", "https://imbi.example.com/a&b"))
            .run(EmbeddedServer.class);
  }

  @AfterAll
  void stop() {
    client.close();
    server.getApplicationContext().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ui/", "/ui/chat", "/ui/queue", "/ui/logs", "/ui/config"})
  void aPageIsHtmlWhoseScriptsAndStylesAreAllThere(String path) {
    HttpResponse<String> page = get(path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=utf-8");
    assertThat(page.body()).doesNotContain("{{").doesNotContain("style=").doesNotContain("onclick");
    assertThat(brokenLinks(URI.create(path), page.body())).isEmpty();
  }

  /** Follows what pages load and what that loads; the addresses that lead to nothing. */
  private Set<URI> brokenLinks(URI from, String content) {
    Set<URI> broken = new HashSet<>();
    Set<URI> seen = new HashSet<>();
    Deque<Map.Entry<URI, String>> open = new ArrayDeque<>();
    open.add(Map.entry(from, content));
    while (!open.isEmpty()) {
      Map.Entry<URI, String> next = open.remove();
      Matcher links = LINK.matcher(next.getValue());
      while (links.find()) {
        URI link = next.getKey().resolve(links.group(1));
        if (!link.getPath().contains("/vendor/") && seen.add(link)) {
          HttpResponse<String> response = get(link.getPath());
          if (response.statusCode() == 200) {
            open.add(Map.entry(link, response.body()));
          } else {
            broken.add(link);
          }
        }
      }
    }
    assertThat(seen).as("what the page loads").hasSizeGreaterThan(8);
    return broken;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ui/chat", "/ui/assets/app/api.js", "/ui/assets/nothing.js"})
  void aBrowserIsToldToRunNothingThatIsNotOurs(String path) {
    HttpResponse<String> response = get(path);

    assertThat(response.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("referrer-policy")).hasValue("no-referrer");
  }

  @Test
  void aPageKnowsWhereTheRoutesStandAndWhatIsConfiguredStaysText() {
    assertThat(get("/ui/chat").body())
        .contains("name=\"imbi-route-prefix\" content=\"/assistant\"")
        .contains("content=\"https://imbi.example.com/a&amp;b\"");
  }

  @ParameterizedTest
  @CsvSource({
    "app/api.js, text/javascript;charset=utf-8",
    "vendor/purify.js, text/javascript;charset=utf-8",
    "styles/base.css, text/css;charset=utf-8",
    "icon.svg, image/svg+xml"
  })
  void aFileHasItsTypeAndIsSentOnce(String file, String type) {
    HttpResponse<String> first = get("/ui/assets/" + file);
    String tag = first.headers().firstValue("etag").orElseThrow();
    HttpResponse<String> second = get("/ui/assets/" + file, "If-None-Match", "\"x\", W/" + tag);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("content-type")).hasValue(type);
    assertThat(first.headers().firstValue("cache-control")).hasValue("no-cache");
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(get("/ui/assets/" + file, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing.js",
        "../layout.html",
        "..%2flayout.html",
        "%2e%2e/%2e%2e/application.yml",
        "app/../../../application.yml",
        "app//api.js",
        "app",
        "vendor/marked.LICENSE.txt"
      })
  void nothingElseOfTheProgramIsServed(String path) {
    assertThat(get("/ui/assets/" + path).statusCode()).isEqualTo(404);
  }

  @Test
  void peopleAreShownToThePagesAndProgramsAreToldThatAllIsWell() {
    HttpResponse<String> program = get("/");
    HttpResponse<String> curious = get("/", "Accept", "*/*");
    HttpResponse<String> person =
        get("/", "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

    assertThat(program.body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(curious.body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(person.statusCode()).isEqualTo(303);
    assertThat(person.headers().firstValue("location")).hasValue("ui/");
    assertThat(get("/ui").headers().firstValue("location")).hasValue("ui/");
  }

  private HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
