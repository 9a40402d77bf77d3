package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.imbi.assistant.tool.mcp.GuardedHttp.Request;
import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What is connected to, what is not, and what is left behind. */
@Timeout(60)
class GuardedHttpTest {

  private static final NetworkPolicy STRICT = new NetworkPolicy(List.of());
  private static final NetworkPolicy OPEN = NetworkPolicy.allowingPrivate();

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final AtomicInteger requests = new AtomicInteger();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"})
  void anAddressThatThePolicyRefusesIsNotConnectedToHoweverItIsWritten(String host)
      throws IOException {
    URI url = URI.create("http://%s:%d/".formatted(host, serve(plain())));

    assertThat(failure(STRICT, url, true))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
              assertThat(failure.reason()).contains("private network");
            });
    assertThat(requests).hasValue(0);
    assertThat(get(OPEN, url, true)).isEqualTo("hello");
  }

  @Test
  void metadataServicesAreNeverConnectedTo() {
    assertThat(failure(OPEN, URI.create("http://169.254.169.254/latest/meta-data/"), true))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
              assertThat(failure.reason()).contains("169.254.169.254").contains("never");
            });
  }

  @Test
  void aCertificateMustBeValidUnlessToldOtherwise() throws Exception {
    URI url = URI.create("https://localhost:%d/".formatted(serve(encrypted())));

    assertThat(failure(OPEN, url, true))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
              assertThat(failure.reason()).startsWith("The TLS handshake failed");
            });
    assertThat(requests).hasValue(0);
    assertThat(get(OPEN, url, false)).isEqualTo("hello");
  }

  @Test
  void nobodyListening() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThat(failure(OPEN, URI.create("http://127.0.0.1:" + port), true).reason())
        .isEqualTo("The connection was refused");
  }

  @Test
  void cancellingClosesTheConnectionAtOnce() throws Exception {
    var arrived = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var http = new GuardedHttp("test", OPEN, Duration.ofSeconds(2), true)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = listener.accept();
                    InputStream in = socket.getInputStream()) {
                  arrived.countDown();
                  while (in.read() >= 0) {
                    // Until the other side hangs up.
                  }
                  closed.countDown();
                } catch (IOException e) {
                  closed.countDown();
                }
              });
      var subscription =
          exchange(http, URI.create("http://127.0.0.1:" + listener.getLocalPort())).subscribe();
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

      subscription.dispose();

      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private String get(NetworkPolicy policy, URI url, boolean verifySsl) {
    try (var http = new GuardedHttp("test", policy, Duration.ofSeconds(5), verifySsl)) {
      return String.valueOf(exchange(http, url).blockFirst());
    }
  }

  private McpFailure failure(NetworkPolicy policy, URI url, boolean verifySsl) {
    try (var http = new GuardedHttp("test", policy, Duration.ofSeconds(5), verifySsl)) {
      var failures = new AtomicReference<McpFailure>();
      StepVerifier.create(exchange(http, url))
          .expectErrorSatisfies(error -> failures.set((McpFailure) error))
          .verify(Duration.ofSeconds(20));
      return failures.get();
    }
  }

  private static Flux<String> exchange(GuardedHttp http, URI url) {
    return http.exchange(
        new Request("GET", url, Map.of(), "", Duration.ofSeconds(10)),
        (head, body) ->
            Bodies.collect(body, 1_000).map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
  }

  private int serve(HttpServer fresh) {
    fresh.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    fresh.start();
    server = fresh;
    return fresh.getAddress().getPort();
  }

  private static HttpServer plain() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** With a certificate that nobody signed, for another host, good until 2126. */
  private static HttpServer encrypted() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = GuardedHttpTest.class.getResourceAsStream("/elsewhere.example.p12")) {
      keys.load(in, PASSWORD);
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    return https;
  }
}
