package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.HttpServer;
import io.micronaut.context.ApplicationContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is told of a running process. */
class OperationTest {

  @Test
  void detailsAreLoggedWhereTheyAreWanted() {
    Logger logger = (Logger) LoggerFactory.getLogger("io.imbi.assistant");
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    try {
      run(Map.of()).close();
      assertThat(logger.isDebugEnabled()).isFalse();
      run(Map.of("jims.verbose", "yes")).close();
      assertThat(logger.isDebugEnabled()).isTrue();
    } finally {
      logger.setLevel(before);
    }
  }

  @Test
  void errorsAreReportedToSentryAndNothingLess() throws IOException {
    List<String> reports = new CopyOnWriteArrayList<>();
    HttpServer sentry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sentry.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
          try (var in =
              zipped
                  ? new GZIPInputStream(new ByteArrayInputStream(body))
                  : new ByteArrayInputStream(body)) {
            reports.add(
                exchange.getRequestURI()
                    + " "
                    + new String(in.readAllBytes(), StandardCharsets.UTF_8));
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    sentry.start();
    String dsn = "http://key@127.0.0.1:%d/7".formatted(sentry.getAddress().getPort());
    var log = LoggerFactory.getLogger("io.imbi.assistant.somewhere");
    try (var context = run(Map.of("jims.enable-sentry", "true", "sentry.dsn", dsn))) {
      assertThat(context.isRunning()).isTrue();
      log.warn("This is only a warning");
      log.error("The roof is on fire", new IllegalStateException("Hot"));
      Awaitility.await()
          .until(() -> reports.stream().anyMatch(report -> report.contains("The roof is on fire")));
    } finally {
      sentry.stop(0);
    }
    assertThat(reports)
        .anyMatch(
            report -> report.startsWith("/api/7/envelope/") && report.contains("imbi-assistant@"));
    assertThat(reports).noneMatch(report -> report.contains("\"level\":\"warning\",\"logger\""));
  }

  @Test
  void anAddressOfSentryThatIsNoneStopsTheStart() {
    assertThatThrownBy(() -> run(Map.of("jims.enable-sentry", "true", "sentry.dsn", "nonsense")))
        .satisfies(
            failure ->
                assertThat(StartFailure.reason(failure))
                    .hasValue("SENTRY_DSN: is no DSN such as https://key@sentry.example.com/1"));
  }

  private static ApplicationContext run(Map<String, Object> settings) {
    return ApplicationContext.run(settings, "nodatabase");
  }
}
