package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.Client.Event;
import io.imbi.assistant.Client.Listening;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Two replicas of the service on one database. */
class ReplicasTest {

  private static final Map<String, Object> SETTINGS =
      Map.of("imbi.assistant.sandbox", "off", "imbi.assistant.lease-duration", "3s");

  private static final Service ONE = new Service(SETTINGS);
  private static final Service OTHER = ONE.replica(SETTINGS);

  private final Gate gate = new Gate();
  private String conversation = "";

  @AfterAll
  static void stop() {
    OTHER.close();
    ONE.close();
  }

  @BeforeEach
  void begin() {
    ONE.claude.reset();
    conversation = ONE.newConversation();
  }

  @AfterEach
  void bothGoOn() {
    ONE.goesOn(conversation);
    OTHER.goesOn(conversation);
    ONE.awaitQuiet();
    OTHER.awaitQuiet();
  }

  @RepeatedTest(3)
  void ofTwoMessagesAtOnceToOneReplicaOneIsAnswered() {
    oneIsAnswered(List.of(ONE, ONE));
  }

  @RepeatedTest(3)
  void ofTwoMessagesAtOnceToTwoReplicasOneIsAnswered() {
    oneIsAnswered(List.of(ONE, OTHER));
  }

  @Test
  void ofManyMessagesAtOnceOneIsAnswered() {
    oneIsAnswered(List.of(ONE, OTHER, ONE, OTHER, ONE, OTHER, ONE, OTHER));
  }

  private void oneIsAnswered(List<Service> services) {
    ONE.claude.enqueue(Answer.answer().head().hold(gate).text("Only one."));
    var ready = new CountDownLatch(services.size());
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Service service : services) {
        answers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  meet(ready);
                  return service.say(conversation, "Me first");
                },
                threads));
      }
      Awaitility.await()
          .until(
              () ->
                  answers.stream().filter(CompletableFuture::isDone).count()
                      == services.size() - 1);
      gate.open();
    }

    List<HttpResponse<String>> refused =
        answers.stream()
            .map(CompletableFuture::join)
            .filter(answer -> answer.statusCode() != 200)
            .toList();
    assertThat(refused)
        .hasSize(services.size() - 1)
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(409);
              assertThat(Json.parse(answer.body()).path("detail").asText())
                  .isEqualTo("A turn is already running in this conversation");
            });
    assertThat(ONE.stored(conversation)).containsExactly("user: Me first", "assistant: Only one.");
  }

  @Test
  void aTurnIsStoppedFromTheOtherReplica() {
    ONE.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer"));

    try (Listening stream = ONE.listen(conversation, "Hi")) {
      stream.until("text");
      assertThat(OTHER.send("GET", Client.turn(conversation), "").statusCode()).isEqualTo(409);
      assertThat(OTHER.send("DELETE", Client.turn(conversation), "").statusCode()).isEqualTo(202);
      assertThat(stream.rest()).extracting(Event::name).contains("done").doesNotContain("error");
    }

    assertThat(OTHER.stored(conversation)).containsExactly("user: Hi", "assistant: Half an ");
  }

  @Test
  void aTurnOutlivesItsFirstLease() {
    ONE.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer."));

    try (Listening stream = ONE.listen(conversation, "Hi")) {
      stream.until("text");
      ONE.awaitRenewal(conversation);
      assertThat(OTHER.say(conversation, "And I?").statusCode()).isEqualTo(409);
      gate.open();
      stream.until("done");
    }

    assertThat(OTHER.stored(conversation))
        .containsExactly("user: Hi", "assistant: Half an answer.");
  }

  @Test
  void aConversationThatIsDeletedInMidTurnEndsIt() {
    ONE.claude.enqueue(Answer.answer().text("Half an ").hold(gate).text("answer"));

    try (Listening stream = ONE.listen(conversation, "Hi")) {
      stream.until("text");
      assertThat(OTHER.send("DELETE", "/conversations/" + conversation, "").statusCode())
          .isEqualTo(204);
      assertThat(stream.rest()).extracting(Event::name).endsWith("error");
    }

    ONE.claude.awaitStreamed(0).awaitAbandoned();
    assertThat(ONE.say(conversation, "Hi").statusCode()).isEqualTo(404);
    conversation = ONE.newConversation();
  }

  private static void meet(CountDownLatch ready) {
    ready.countDown();
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
