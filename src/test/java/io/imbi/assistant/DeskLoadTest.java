package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A hundred people ask at the same time. */
class DeskLoadTest {

  private static final int CHATS = 100;
  private static final int MODEL_CALLS = 4;

  private static final Map<String, Object> SERVING =
      Map.of("imbi.queue.worker", false, "imbi.queue.model-calls", MODEL_CALLS);
  private static final Map<String, Object> WORKING =
      Map.of("imbi.queue.worker", true, "imbi.queue.model-calls", MODEL_CALLS);

  @Test
  void theModelIsNeverAskedMoreThanIsAllowedAndWhoCameFirstIsServedFirst() throws Exception {
    try (Service service = new Service(SERVING)) {
      DeskClient ann = DeskClient.of(service);
      var arrived = new CopyOnWriteArrayList<String>();
      Map<String, Gate> gates = new ConcurrentHashMap<>();
      var letGo = new AtomicInteger();
      var most = new AtomicInteger();
      service.claude.answering(
          request -> {
            String question = request.lastText();
            var gate = new Gate();
            gates.put(question, gate);
            arrived.add(question);
            most.accumulateAndGet(arrived.size() - letGo.get(), Math::max);
            return Answer.answer().text("You asked ").hold(gate).text(question);
          });
      Map<String, String> questions = askAtOnce(ann);

      try (Service one = service.replica(WORKING);
          Service two = service.replica(WORKING)) {
        for (int i = 0; i < CHATS; i++) {
          int atWork = Math.min(CHATS, i + MODEL_CALLS);
          Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> arrived.size() == atWork);
          letGo.incrementAndGet();
          Objects.requireNonNull(gates.get(arrived.get(i))).open();
        }
        for (Map.Entry<String, String> each : questions.entrySet()) {
          JsonNode ended = ann.await(each.getKey());
          assertThat(DeskClient.lines(ended.path("messages")))
              .containsExactly("assistant/chat: You asked " + each.getValue());
        }
        assertThat(List.of(one.port(), two.port())).doesNotHaveDuplicates();
      }

      assertThat(most).hasValue(MODEL_CALLS);
      assertThat(arrived).hasSize(CHATS);
      List<String> inOrder =
          service.texts("SELECT id::text FROM imbi_assistant.task ORDER BY sequence").stream()
              .map(questions::get)
              .toList();
      for (int i = 0; i < CHATS; i++) {
        // Those that are at the model at the same time may get there in any order.
        assertThat(Math.abs(arrived.indexOf(inOrder.get(i)) - i))
            .as("place of %s, which came as number %d", inOrder.get(i), i)
            .isLessThan(MODEL_CALLS);
      }
    }
  }

  /** Everybody's question by the task that answers it. */
  private static Map<String, String> askAtOnce(DeskClient ann) throws Exception {
    Map<String, String> questions = new ConcurrentHashMap<>();
    List<Callable<String>> asking = new ArrayList<>();
    for (int i = 0; i < CHATS; i++) {
      String question = "Question " + i;
      asking.add(() -> questions.put(ann.ask(ann.create(), question), question));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> each : threads.invokeAll(asking)) {
        each.get();
      }
    }
    return questions;
  }
}
