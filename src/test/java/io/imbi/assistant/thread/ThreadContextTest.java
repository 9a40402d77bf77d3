package io.imbi.assistant.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.thread.ThreadContext.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ThreadContextTest {

  private static final ChatThread THREAD =
      new ChatThread(UUID.randomUUID(), "c", Instant.EPOCH, Json.object());

  private final List<ThreadEvent> events = new ArrayList<>();
  private final List<String> reports = new ArrayList<>();

  @Test
  void theHistoryIsWhatWasSaidAndItsContext() {
    event("jims.lifecycle.thread_created", Json.object());
    event("comm.user_message", said("user", "Hi"));
    event("rag.query_processed", said("assistant", "not said"));
    event("context.documents", said("system", "known"));
    event("comm.assistant_message", said("assistant", "Hello"));
    event("comm.typing", Json.object());

    assertThat(context().history())
        .containsExactly(new Said(true, "Hi"), new Said(true, "known"), new Said(false, "Hello"));
  }

  @Test
  void theHistoryGoesBackTwentyMessages() {
    event("context.documents", said("user", "too old"));
    for (int i = 1; i <= 25; i++) {
      event("comm.user_message", said("user", "m" + i));
      event("context.documents", said("user", "d" + i));
    }

    List<Said> history = context().history();

    assertThat(history.getFirst()).isEqualTo(new Said(true, "m6"));
    assertThat(history).filteredOn(said -> said.text().startsWith("m")).hasSize(20);
    assertThat(history).filteredOn(said -> said.text().startsWith("d")).hasSize(20);
  }

  @Test
  void theLastStateWinsAndThisRunsComesFirst() {
    event("state.set.step", Json.object().put("value", 1));
    event("state.set.step", Json.object().put("value", 2));
    ThreadContext context = context();

    assertThat(context.state("step")).hasValue(Json.tree(2));
    context.setState("step", Json.tree(3));
    assertThat(context.state("step")).hasValue(Json.tree(3));
    assertThat(context.state("other")).isEmpty();
  }

  @Test
  void theLastMessageAndActionAreFound() {
    event("comm.user_message", said("user", "one"));
    event("comm.user_action", Json.object().put("id", "yes"));
    event("comm.user_message", said("user", "two"));

    assertThat(context().lastUserMessage()).hasValue("two");
    assertThat(context().lastUserAction()).hasValue(Json.object().put("id", "yes"));
  }

  @Test
  void whatAUserSaidIsFoundWhateverItsType() {
    event("comm.user_message", said("user", "one"));
    event("comm.question", said("user", "two"));
    event("comm.assistant_message", said("assistant", "three"));
    event("rag.question", said("user", "four"));

    assertThat(context().lastUserMessage()).hasValue("two");
  }

  @Test
  void aStateThatHasNoValueIsNone() {
    event("state.set.step", said("user", "Hi"));

    assertThat(context().state("step")).isEmpty();
  }

  @Test
  void whatIsEmittedIsWhatItWasThen() {
    ThreadContext context = context();
    ObjectNode data = said("assistant", "then");
    context.send("rag.any", data);
    data.put("content", "now");

    assertThat(context.outgoing())
        .containsExactly(new NewEvent("rag.any", said("assistant", "then")));
  }

  @Test
  void whatCouldNotBeReadAgainIsNotEmitted() {
    ThreadContext context = context();
    ObjectNode deep = Json.object();
    for (int i = 0; i < 300; i++) {
      ObjectNode outer = Json.object();
      outer.set("in", deep);
      deep = outer;
    }
    ObjectNode tooDeep = deep;

    assertThatIllegalArgumentException().isThrownBy(() -> context.send("rag.any", tooDeep));
    assertThatIllegalArgumentException().isThrownBy(() -> context.send(" ", Json.object()));
    assertThat(context.outgoing()).isEmpty();
  }

  @Test
  void answersAreEmittedInOrder() {
    ThreadContext context = context();
    context.report("thinking");
    context.sendMessage("Which?", List.of(new Button("a", "The first")));
    context.sendMessage("Bye");

    assertThat(reports).containsExactly("thinking/status");
    assertThat(context.outgoing())
        .containsExactly(
            new NewEvent(
                "comm.assistant_message_with_buttons",
                (ObjectNode)
                    Json.parse(
                        """
                        {"role":"assistant","content":"Which?",
                         "buttons":[{"id":"a","label":"The first"}]}\
                        """)),
            new NewEvent("comm.assistant_message", said("assistant", "Bye")));
  }

  private ThreadContext context() {
    return new ThreadContext(
        THREAD, events, null, null, (status, type) -> reports.add(status + "/" + type));
  }

  private void event(String type, ObjectNode data) {
    events.add(new ThreadEvent(UUID.randomUUID(), THREAD.id(), Instant.EPOCH, type, data));
  }

  private static ObjectNode said(String role, String content) {
    return Json.object().put("role", role).put("content", content);
  }
}
