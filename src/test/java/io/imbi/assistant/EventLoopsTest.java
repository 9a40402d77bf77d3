package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.EventLoop;
import jakarta.inject.Singleton;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A delta is read from the model's connection by the thread that writes to the client's. */
class EventLoopsTest {

  private static final String ONLY_HERE = "event-loops-test";

  /** Enough that they are not on the right event loops by chance. */
  private static final int CLIENTS = 10;

  private static final Map<String, EventLoop> SERVING = new ConcurrentHashMap<>();
  private static final Map<Round, Set<Thread>> EMITTING = new ConcurrentHashMap<>();

  private static final Service SERVICE =
      new Service(Map.of(ONLY_HERE, "", "imbi.assistant.approval", "mutating")).withTools();

  private record Round(String conversation, int number) {}

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void deltasOfEveryRoundComeOnTheEventLoopOfTheClientsConnection() {
    var gate = new Gate();
    SERVICE.claude.answering(
        request ->
            request.toolResults().isEmpty()
                ? Answer.answer()
                    .text("I will ", "look.")
                    // So that each client needs a connection of its own.
                    .hold(gate)
                    .toolUse("toolu_1", "list_organizations", "{", "}")
                : Answer.saying("There ", "is ", "one."));
    Map<String, Client.Listening> streams = new HashMap<>();
    for (int i = 0; i < CLIENTS; i++) {
      String conversation = SERVICE.newConversation();
      streams.put(conversation, SERVICE.listen(conversation, conversation));
    }
    gate.open();
    readToTheEnd(streams.values());

    for (String conversation : streams.keySet()) {
      assertServedWhereRead(conversation, 1);
      assertServedWhereRead(conversation, 2);
    }
  }

  @Test
  void whatFollowsAnApprovalComesOnTheEventLoopOfWhoeverApproved() {
    var gate = new Gate();
    SERVICE.claude.answering(
        request ->
            request.toolResults().isEmpty()
                ? Answer.calling("toolu_1", "create_team", "{}")
                : Answer.answer().text("So ").hold(gate).text("be ", "it."));
    Map<String, Client.Listening> streams = new HashMap<>();
    for (int i = 0; i < CLIENTS; i++) {
      String conversation = SERVICE.newConversation();
      SERVICE.ask(conversation, conversation);
      streams.put(
          conversation,
          new Client.Listening(
              SERVICE
                  .send(
                      "POST",
                      "/conversations/" + conversation + "/approvals/toolu_1",
                      "{\"decision\":\"deny\"}",
                      BodyHandlers.ofInputStream())
                  .body()));
    }
    gate.open();
    readToTheEnd(streams.values());

    for (String conversation : streams.keySet()) {
      assertServedWhereRead(conversation, 2);
    }
  }

  private static void readToTheEnd(Collection<Client.Listening> streams) {
    for (Client.Listening stream : streams) {
      assertThat(stream.rest()).extracting(Client.Event::name).contains("text", "done");
      stream.close();
    }
    assertThat(SERVICE.claude.refusals()).isEmpty();
    assertThat(Set.copyOf(SERVING.values())).as("event loops").hasSizeGreaterThan(1);
  }

  private static void assertServedWhereRead(String conversation, int round) {
    EventLoop serving = Objects.requireNonNull(SERVING.get(conversation));
    assertThat(EMITTING.get(new Round(conversation, round)))
        .as("threads of round %d", round)
        .singleElement()
        .matches(serving::inEventLoop);
  }

  /** Notes which event loop has a turn's connection. */
  @ServerFilter({"/conversations/*/messages", "/conversations/*/approvals/*"})
  @Requires(property = ONLY_HERE)
  static final class Connections {

    @RequestFilter
    void note(HttpRequest<?> request) {
      if (request instanceof NettyHttpRequest<?> served) {
        SERVING.put(
            request.getPath().split("/", -1)[2],
            served.getChannelHandlerContext().channel().eventLoop());
      }
    }
  }

  /** Notes which threads bring deltas. */
  @Singleton
  @Requires(property = ONLY_HERE)
  static final class Deltas implements BeanCreatedEventListener<ChatModel> {

    @Override
    public ChatModel onCreated(BeanCreatedEvent<ChatModel> event) {
      return new Noting(event.getBean());
    }
  }

  private record Noting(ChatModel model) implements ChatModel {

    @Override
    public String provider() {
      return model.provider();
    }

    @Override
    public String defaultModel() {
      return model.defaultModel();
    }

    @Override
    public ToolSearch toolSearch() {
      return model.toolSearch();
    }

    @Override
    public Flux<ModelEvent> stream(ModelRequest request) {
      return model.stream(request);
    }

    @Override
    public Flux<ModelEvent> stream(ModelRequest request, Scheduler near) {
      var said = (ContentBlock.Text) request.messages().getFirst().content().getFirst();
      Set<Thread> threads =
          EMITTING.computeIfAbsent(
              new Round(said.text(), request.messages().size() / 2 + 1),
              _ -> ConcurrentHashMap.newKeySet());
      return model.stream(request, near).doOnNext(_ -> threads.add(Thread.currentThread()));
    }

    @Override
    public Mono<String> complete(ModelRequest request) {
      return model.complete(request);
    }
  }
}
