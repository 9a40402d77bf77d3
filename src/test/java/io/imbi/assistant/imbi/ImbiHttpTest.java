package io.imbi.assistant.imbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ImbiHttpTest {

  private static final ImbiHttp HTTP = new ImbiHttp();
  private static final RecordingApi API = new RecordingApi();
  private static final ImbiHttp.Limits LIMITS = new ImbiHttp.Limits(Duration.ofSeconds(20), 1_000);

  @BeforeEach
  void forget() {
    API.forget();
  }

  @AfterAll
  static void stop() {
    HTTP.close();
    API.close();
  }

  @ParameterizedTest
  @CsvSource({"1000,true", "1001,false"})
  void aBodyOfExactlyTheLimitIsReadAndOneByteMoreIsNot(int length, boolean read)
      throws IOException, InterruptedException {
    API.answering(RecordingApi.answer(200, "text/plain", new byte[length]));

    if (read) {
      assertThat(HTTP.send(get("/"), LIMITS).bodyLength()).isEqualTo(length);
    } else {
      assertThatThrownBy(() -> HTTP.send(get("/"), LIMITS))
          .isInstanceOf(ResponseTooLargeException.class)
          .hasMessageContaining("1000");
    }
  }

  @Test
  void anEndlessBodyIsGivenUpWhileItIsReadAndTheConnectionCloses() {
    var gone = new CountDownLatch(1);
    API.answering(endless(gone));

    assertThatThrownBy(() -> HTTP.send(get("/"), LIMITS))
        .isInstanceOf(ResponseTooLargeException.class);
    await().until(() -> gone.getCount() == 0);
  }

  @Test
  void aBodyThatStallsEndsWithTheTimeoutAndTheConnectionCloses() {
    var gone = new CountDownLatch(1);
    API.answering(dripping(gone));

    assertThatThrownBy(
            () -> HTTP.send(get("/"), new ImbiHttp.Limits(Duration.ofMillis(300), 1_000_000)))
        .isInstanceOf(HttpTimeoutException.class);
    await().until(() -> gone.getCount() == 0);
  }

  @Test
  void anInterruptEndsTheCallAndTheConnectionCloses() throws InterruptedException {
    var gone = new CountDownLatch(1);
    API.answering(dripping(gone));
    var failure = new AtomicReference<@Nullable Exception>();

    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                HTTP.send(get("/"), new ImbiHttp.Limits(Duration.ofSeconds(20), 1_000_000));
              } catch (IOException | InterruptedException e) {
                failure.set(e);
              }
            });
    await().until(() -> !API.received().isEmpty());
    caller.interrupt();
    caller.join();

    assertThat(failure.get()).isInstanceOf(InterruptedException.class);
    await().until(() -> gone.getCount() == 0);
  }

  @Test
  void aRedirectWithinTheOriginIsFollowedForAGet() throws IOException, InterruptedException {
    API.answering(
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/a")) {
            RecordingApi.redirect(307, "/a/?x=1").to(exchange);
          } else {
            RecordingApi.json(200, "[]").to(exchange);
          }
        });

    ImbiResponse response = HTTP.send(get("/a"), LIMITS);

    assertThat(response.text()).isEqualTo("[]");
    assertThat(API.last().target()).isEqualTo("/a/?x=1");
    assertThat(API.last().header("Authorization")).isEqualTo("Bearer t0ken");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectToAnotherOriginIsNotFollowed(int status) throws IOException, InterruptedException {
    try (var elsewhere = new RecordingApi()) {
      API.answering(RecordingApi.redirect(status, elsewhere.url() + "/"));

      assertThat(HTTP.send(get("/"), LIMITS).status()).isEqualTo(status);
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//evil.example/", "https://127.0.0.1/", "http://u:p@127.0.0.1/", ":bad:"})
  void anOddLocationIsNotFollowed(String location) throws IOException, InterruptedException {
    API.answering(RecordingApi.redirect(302, location));

    assertThat(HTTP.send(get("/"), LIMITS).status()).isEqualTo(302);
    assertThat(API.received()).hasSize(1);
  }

  @Test
  void aRedirectOfAWriteIsNotFollowed() throws IOException, InterruptedException {
    API.answering(RecordingApi.redirect(307, "/a/"));

    assertThat(
            HTTP.send(
                    ImbiRequest.builder("POST", API.url(), "/a")
                        .body("text/plain", new byte[1])
                        .build(),
                    LIMITS)
                .status())
        .isEqualTo(307);
    assertThat(API.received()).hasSize(1);
  }

  @Test
  void redirectsInACircleEnd() throws IOException, InterruptedException {
    API.answering(RecordingApi.redirect(302, "/"));

    assertThat(HTTP.send(get("/"), LIMITS).status()).isEqualTo(302);
    assertThat(API.received()).hasSize(4);
  }

  @Test
  void aDeleteMayHaveABody() throws IOException, InterruptedException {
    API.answering(RecordingApi.json(204, ""));

    HTTP.send(
        ImbiRequest.builder("DELETE", API.url(), "/x")
            .body("application/json", "[1]".getBytes(StandardCharsets.UTF_8))
            .build(),
        LIMITS);

    assertThat(API.last().method()).isEqualTo("DELETE");
    assertThat(API.last().body()).isEqualTo("[1]");
  }

  @Test
  void textIsReadInTheCharsetThatItsTypeNames() throws IOException, InterruptedException {
    API.answering(
        RecordingApi.answer(
            200, "text/plain; charset=ISO-8859-1", "ä".getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(HTTP.send(get("/"), LIMITS).text()).isEqualTo("ä");

    API.answering(
        RecordingApi.answer(
            200, "text/plain; charset=none-such", "ä".getBytes(StandardCharsets.UTF_8)));
    assertThat(HTTP.send(get("/"), LIMITS).text()).isEqualTo("ä");
  }

  @Test
  void aRequestShowsNoToken() {
    assertThat(get("/x?y").toString()).isEqualTo("GET /x").doesNotContain("t0ken");
  }

  private static ImbiRequest get(String path) {
    return ImbiRequest.builder("GET", API.url(), path).bearer("t0ken").build();
  }

  private static RecordingApi.Answer endless(CountDownLatch gone) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      writeUntilGone(exchange.getResponseBody(), new byte[10_000], gone);
    };
  }

  /** Writes so slowly that only a closed connection ends it. */
  private static RecordingApi.Answer dripping(CountDownLatch gone) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      writeUntilGone(exchange.getResponseBody(), new byte[1], gone);
    };
  }

  private static void writeUntilGone(OutputStream out, byte[] chunk, CountDownLatch gone) {
    try {
      while (true) {
        out.write(chunk);
        out.flush();
        if (chunk.length == 1) {
          gone.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
      }
    } catch (IOException e) {
      gone.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
