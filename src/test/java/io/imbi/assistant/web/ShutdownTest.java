package io.imbi.assistant.web;

import static io.imbi.assistant.web.WebServer.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.turn.TurnEvent;
import io.imbi.assistant.turn.TurnStart;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShutdownTest {

  @Test
  void aStreamUnderWayIsServedToItsEnd() throws InterruptedException {
    try (var server = WebServer.start()) {
      var turn = FakeTurn.scripted();
      server.turns.answer = () -> new TurnStart.Started(turn);
      String id =
          Json.parse(server.post("/conversations", ANN, null).body()).path("id").textValue();
      try (var connection = new RawConnection(server.port())) {
        connection.post(
            "/conversations/" + id + "/messages", server.token(ANN), "{\"content\":\"hi\"}");
        connection.head();
        assertThat(connection.chunk()).isEqualTo(": ping\n\n");
        var stopping = Thread.ofVirtual().start(server.server::stop);
        int port = server.port();
        await().atMost(Duration.ofSeconds(10)).until(() -> refused(port));
        for (int i = 0; i < 3; i++) {
          turn.emit(new TurnEvent.Text("a"));
          assertThat(connection.chunk()).isEqualTo("event: text\ndata: {\"text\":\"a\"}\n\n");
        }
        assertThat(stopping.isAlive()).isTrue();
        turn.emit(new TurnEvent.Done(UUID.randomUUID(), new TokenUsage(1, 2)));
        turn.end();
        assertThat(connection.rest()).startsWith("event: done\n");
        assertThat(connection.drainToClose()).isZero();
        assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
      }
    }
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
