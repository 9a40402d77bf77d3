package io.imbi.assistant.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.imbi.RecordingApi;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolSource.Refresh;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OpenApiSourceTest {

  private static final byte[] ONE =
      Docs.of("{'/api/a':{'get':{'operationId':'a','responses':{}}}}");
  private static final byte[] TWO =
      Docs.of(
          "{'/api/a':{'get':{'operationId':'a','responses':{}},'post':{'operationId':'b','responses':{}}}}");

  private final RecordingApi api = new RecordingApi();
  private final OpenApiSettings settings =
      new OpenApiSettings(
          100_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          100_000,
          Duration.ofMillis(5),
          Duration.ofMillis(20));
  private final ApiCalls calls = new ApiCalls(api::url, settings);
  private final OpenApiSource source = new OpenApiSource(calls, settings);

  @AfterEach
  void stop() {
    source.stop();
    calls.close();
    api.close();
  }

  @Test
  void aRefreshReadsTheDocumentAndTellsWhoeverListens() {
    var changes = new AtomicInteger();
    source.onChange(changes::incrementAndGet);
    api.answering(document(ONE));

    assertThat(source.refresh()).isEqualTo(new Refresh.Succeeded(2));
    assertThat(names()).containsExactly("a", "me");
    assertThat(changes).hasValue(1);
    assertThat(api.last().target()).isEqualTo("/openapi.json");
    assertThat(api.last().header("Authorization")).isNull();

    api.answering(document(TWO));
    assertThat(source.refresh()).isEqualTo(new Refresh.Succeeded(3));
    assertThat(names()).containsExactly("a", "b", "me");
    assertThat(changes).hasValue(2);
  }

  @Test
  void anUnchangedDocumentChangesNothing() {
    api.answering(document(ONE));
    source.refresh();
    List<Tool> before = source.tools();

    assertThat(source.refresh()).isEqualTo(new Refresh.Succeeded(2));
    assertThat(source.tools()).isSameAs(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          500 | {}                             | HTTP 500
          404 | {}                             | HTTP 404
          200 | <html>                         | not usable JSON
          200 | {"openapi":"3.1.0","paths":{}} | /users/me
          200 | {}                             | not an OpenAPI 3 document
          """)
  void anUnusableDocumentLeavesTheToolsAsTheyWere(int status, String body, String error) {
    api.answering(document(ONE));
    source.refresh();

    api.answering(RecordingApi.json(status, body));

    assertThat(source.refresh())
        .isInstanceOfSatisfying(
            Refresh.Failed.class,
            failed -> {
              assertThat(failed.toolCount()).isEqualTo(2);
              assertThat(failed.error()).contains(error).doesNotContain("127.0.0.1");
            });
    assertThat(names()).containsExactly("a", "me");
  }

  @Test
  void aHugeDocumentIsGivenUpWhileItIsRead() throws InterruptedException {
    var gone = new CountDownLatch(1);
    byte[] spaces = new byte[50_000];
    Arrays.fill(spaces, (byte) ' ');
    api.answering(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            for (int i = 0; i < 1_000; i++) {
              exchange.getResponseBody().write(spaces);
            }
          } catch (IOException e) {
            gone.countDown();
          }
        });

    assertThat(source.refresh())
        .isEqualTo(new Refresh.Failed(0, "the document is larger than 100000 bytes"));
    assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anApiThatIsNotThereIsAFailure() {
    api.close();

    assertThat(source.refresh()).isEqualTo(new Refresh.Failed(0, "the Imbi API cannot be reached"));
  }

  @Test
  void atStartTheDocumentIsAskedForUntilItIsThere() {
    api.answering(RecordingApi.json(503, "{}"));
    source.start();
    await().until(() -> api.received().size() >= 3);
    assertThat(source.tools()).isEmpty();

    api.answering(document(ONE));

    await().until(() -> !source.tools().isEmpty());
    int asked = api.received().size();
    source.start();
    assertThat(names()).containsExactly("a", "me");
    assertThat(api.received()).hasSize(asked);
  }

  @Test
  void anotherLocationTakesThePlaceOfTheSetting() {
    try (var context = context(Map.of()).registerSingleton(Here.class, new Here(api.url()))) {
      assertThat(context.getBean(ImbiApiLocation.class).baseUri()).isEqualTo(api.url());
    }
  }

  @Test
  void defaults() {
    try (var context = context(Map.of())) {
      assertThat(context.getBean(ImbiApiLocation.class).baseUri())
          .isEqualTo(URI.create("http://localhost:8000"));
      assertThat(context.getBean(OpenApiSettings.class)).isEqualTo(Settings.DEFAULT);
    }
  }

  @Test
  void namesOfSettings() {
    try (var context =
        context(
            Map.of(
                "imbi.internal-api-url", "https://imbi.example/base",
                "imbi.assistant.openapi.max-document-bytes", "1",
                "imbi.assistant.openapi.document-timeout", "2s",
                "imbi.assistant.openapi.call-timeout", "3s",
                "imbi.assistant.openapi.max-response-bytes", "4",
                "imbi.assistant.openapi.first-retry", "5s",
                "imbi.assistant.openapi.longest-retry", "6s"))) {
      assertThat(context.getBean(ImbiApiLocation.class).baseUri())
          .isEqualTo(URI.create("https://imbi.example/base"));
      assertThat(context.getBean(OpenApiSettings.class))
          .isEqualTo(
              new OpenApiSettings(
                  1,
                  Duration.ofSeconds(2),
                  Duration.ofSeconds(3),
                  4,
                  Duration.ofSeconds(5),
                  Duration.ofSeconds(6)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"imbi:8000", "", "http://user:pw@imbi/", "file:///etc/passwd"})
  void aWrongLocationNamesTheVariable(String url) {
    assertThatThrownBy(() -> new ConfiguredLocation(new InternalApiSettings(url)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_INTERNAL_API_URL")
        .hasMessageNotContaining("pw");
  }

  @Test
  void aWrongSettingNamesTheVariable() {
    assertThatThrownBy(
            () ->
                new OpenApiSettings(
                    1, Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_ASSISTANT_OPENAPI_DOCUMENT_TIMEOUT");
  }

  /** A location that stands for the sandbox's. */
  private record Here(URI baseUri) implements ImbiApiLocation {}

  private static ApplicationContext context(Map<String, Object> properties) {
    return ApplicationContext.builder(properties)
        .properties(Map.of("imbi.assistant.sandbox", "off"))
        .enableDefaultPropertySources(false)
        .start();
  }

  private static RecordingApi.Answer document(byte[] document) {
    return RecordingApi.json(200, new String(document, StandardCharsets.UTF_8));
  }

  private List<String> names() {
    return source.tools().stream().map(Tool::name).toList();
  }
}
