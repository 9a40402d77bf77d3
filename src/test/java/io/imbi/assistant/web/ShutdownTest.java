package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.turn.TurnEvent;
import io.imbi.assistant.turn.TurnStart;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.scheduling.TaskExecutors;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

class ShutdownTest {

  private final FakeTurn turn = FakeTurn.scripted();

  @Test
  void aStreamUnderWayIsServedToItsEnd() throws InterruptedException, ExecutionException {
    try (var server = WebServer.start();
        var connection = streaming(server)) {
      int port = server.port();
      var blocking =
          server
              .server
              .getApplicationContext()
              .getBean(ExecutorService.class, Qualifiers.byName(TaskExecutors.BLOCKING));
      var stopping = Thread.ofVirtual().start(server.server::stop);
      await().until(() -> refused(port));

      // The turn still finds the threads that it runs on, and its client still hears of it.
      blocking.submit(() -> turn.emit(new TurnEvent.Text("a"))).get();
      assertThat(connection.chunk()).isEqualTo("event: text\ndata: {\"text\":\"a\"}\n\n");
      assertThat(stopping.isAlive()).isTrue();

      turn.emit(new TurnEvent.Done(UUID.randomUUID(), new TokenUsage(1, 2)));
      turn.end();
      assertThat(connection.rest()).startsWith("event: done\n");
      assertThat(connection.drainToClose()).isZero();
      assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  @Test
  void aStreamThatDoesNotEndIsCutOffInTime() throws InterruptedException {
    try (var server = WebServer.start(Map.of("imbi.assistant.shutdown-timeout", "100ms"));
        var connection = streaming(server)) {
      var stopping = Thread.ofVirtual().start(server.server::stop);
      assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
      connection.drainToClose();
    }
  }

  private RawConnection streaming(WebServer server) {
    server.turns.answer = () -> new TurnStart.Started(turn);
    String id = Json.parse(server.post("/conversations", ANN, null).body()).path("id").textValue();
    var connection = new RawConnection(server.port());
    connection.post(
        "/conversations/" + id + "/messages", server.token(ANN), "{\"content\":\"hi\"}");
    connection.head();
    assertThat(connection.chunk()).isEqualTo(": ping\n\n");
    return connection;
  }

  private static boolean refused(int port) {
    try {
      new RawConnection(port).close();
      return false;
    } catch (UncheckedIOException e) {
      return e.getCause() instanceof ConnectException;
    }
  }
}
