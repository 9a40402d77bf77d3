package io.imbi.assistant.conversation.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.conversation.Message;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations that another program wrote: its times, its nulls, its JSON and its mishaps. */
class ForeignConversationsTest {

  private static final CypherQuery CREATE =
      CypherQuery.of("WITH $node AS p CREATE (c:Conversation) SET c = p");
  private static final CypherQuery CONTAIN =
      CypherQuery.of(
          """
          MATCH (c:Conversation) WHERE c.id = $id
          CREATE (c)-[:CONTAINS]->(m:Message) WITH m, $node AS p SET m = p
          """);

  private static final Owner ANN = new Owner("ann@example.com");
  private static final UUID ID = UUID.fromString("6f1e5a3c-97ce-4d0b-9d2f-3a5f6f0e1b2c");

  private static TestAge age;
  private static ConversationStore store;

  @BeforeAll
  static void start() {
    age = TestAge.start(ConversationGraph.schema());
    store = new GraphConversationStore(age.graph(), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @BeforeEach
  void clear() {
    age.clear();
  }

  @Test
  void aConversationLoadsWithWhatItHas() {
    create(
        """
        {"title": null, "created_at": "2026-02-03T04:05:06.000700+00:00",
         "updated_at": "2026-02-03T04:05:07Z", "model": "claude-sonnet-4-6", "is_archived": false}
        """);
    message(
        """
        {"id": "0b9d7a52-3a08-4a0f-8f4e-000000000001", "role": "user", "content": "hi",
         "tool_use": null, "tool_results": null, "created_at": "2026-02-03T04:05:06+00:00",
         "sequence": 0, "token_usage": null}
        """);
    message(
        """
        {"id": "0b9d7a52-3a08-4a0f-8f4e-000000000002", "role": "assistant", "content": "",
         "tool_use": "[{\\"id\\": \\"t1\\", \\"name\\": \\"list_projects\\", \\"input\\": {}}]",
         "created_at": "2026-02-03T04:05:06.5Z", "sequence": 1,
         "token_usage": "{\\"input_tokens\\": 12, \\"output_tokens\\": 3}"}
        """);
    message(
        """
        {"id": "0b9d7a52-3a08-4a0f-8f4e-000000000003", "role": "user", "content": "",
         "tool_results": "[{\\"type\\": \\"tool_result\\", \\"tool_use_id\\": \\"t1\\", \\"content\\": \\"[]\\", \\"is_error\\": true}]",
         "created_at": "2026-02-03T04:05:07Z", "sequence": 2}
        """);

    History history = load();

    assertThat(history.conversation())
        .isEqualTo(
            new Conversation(
                ID,
                ANN,
                null,
                Instant.parse("2026-02-03T04:05:06.000700Z"),
                Instant.parse("2026-02-03T04:05:07Z"),
                "claude-sonnet-4-6",
                false));
    assertThat(history.messages()).extracting(Message::sequence).containsExactly(0, 1, 2);
    Message call = history.messages().get(1);
    assertThat(call.role()).isEqualTo(Role.ASSISTANT);
    assertThat(call.toolUse()).containsExactly(new ToolUse("t1", "list_projects", Json.object()));
    assertThat(call.usage()).isEqualTo(new TokenUsage(12, 3));
    assertThat(call.createdAt()).isEqualTo(Instant.parse("2026-02-03T04:05:06.500Z"));
    assertThat(call.raw()).isNull();
    assertThat(history.messages().get(2).toolResults())
        .containsExactly(new ToolResult("t1", Json.text("[]"), true));
  }

  @Test
  void aConversationWithHardlyAnyPropertyLoads() {
    create("{}");
    message("{\"role\": \"user\", \"content\": \"hi\"}");

    History history = load();

    assertThat(history.conversation())
        .isEqualTo(new Conversation(ID, ANN, null, Instant.EPOCH, Instant.EPOCH, "", false));
    assertThat(history.messages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.content()).isEqualTo("hi");
              assertThat(message.sequence()).isZero();
              assertThat(message.createdAt()).isEqualTo(Instant.EPOCH);
            });
    assertThat(load()).isEqualTo(history);
  }

  @Test
  void mishapsAreKeptAsTheyAre() {
    create("{}");
    message(called(0, "t1"));
    message(called(1, "t1"));
    message("{\"role\": \"user\", \"content\": \"are you there?\", \"sequence\": 2}");
    message("{\"role\": \"user\", \"content\": \"hello?\", \"sequence\": 3}");

    assertThat(load().messages())
        .extracting(Message::role)
        .containsExactly(Role.ASSISTANT, Role.ASSISTANT, Role.USER, Role.USER);
    assertThat(load().messages().subList(0, 2))
        .extracting(message -> message.toolUse().getFirst().id())
        .containsExactly("t1", "t1");
  }

  @Test
  void messagesOfTheSameSequenceAreInTheOrderOfTheirTimes() {
    create("{}");
    message(at("second", "2026-02-03T04:05:07+00:00"));
    message(at("first", "2026-02-03T04:05:06.9Z"));

    assertThat(load().messages()).extracting(Message::content).containsExactly("first", "second");
  }

  @Test
  void numbersThatAreTextAreNumbers() {
    create("{\"is_archived\": \"true\"}");
    for (int sequence = 0; sequence < 11; sequence++) {
      message(
          "{\"role\": \"user\", \"content\": \"%d\", \"sequence\": \"%d\"}"
              .formatted(sequence, sequence));
    }

    assertThat(load().conversation().archived()).isTrue();
    assertThat(load().messages()).extracting(Message::sequence).last().isEqualTo(10);
    assertThat(store.append(ANN, ID, 11, List.of(said("next")))).hasSize(1);
    assertThat(load().messages()).extracting(Message::content).last().isEqualTo("next");
  }

  @Test
  void whatIsNoJsonAndWhoIsNobodyIsLeftOut() {
    create("{\"created_at\": \"a while ago\"}");
    message(
        "{\"role\": \"assistant\", \"content\": \"x\", \"tool_use\": \"[{\", \"token_usage\":"
            + " \"7\"}");
    message("{\"role\": \"wizard\", \"content\": \"abracadabra\", \"sequence\": 1}");
    message("{\"content\": \"from nobody\", \"sequence\": 2}");

    assertThat(load().messages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.toolUse()).isEmpty();
              assertThat(message.usage()).isNull();
            });
  }

  @Test
  void aConversationGoesOnWhereItStopped() {
    create("{\"updated_at\": \"2026-02-03T04:05:07Z\"}");
    message(called(7, "t1"));

    store.append(ANN, ID, load().nextSequence(), List.of(said("go on")));

    assertThat(load().messages()).extracting(Message::sequence).containsExactly(7, 8);
    assertThat(store.list(ANN, 10, 0, false)).extracting(Conversation::id).containsExactly(ID);
    assertThat(store.delete(ANN, ID)).isTrue();
    assertThat(store.load(ANN, ID)).isEmpty();
  }

  @Test
  void aListHoldsConversationsWithoutTimesLast() {
    create("{}");
    UUID ours = store.create(ANN, "m").id();

    assertThat(store.list(ANN, 10, 0, false))
        .extracting(Conversation::id)
        .containsExactly(ours, ID);
  }

  private static void create(String properties) {
    ObjectNode node = (ObjectNode) Json.parse(properties);
    node.put("id", ID.toString()).put("user_email", ANN.value());
    age.graph().run(CREATE, Parameters.none().and("node", node));
  }

  private static void message(String properties) {
    ObjectNode node = (ObjectNode) Json.parse(properties);
    node.put("conversation_id", ID.toString());
    age.graph().run(CONTAIN, Parameters.of("id", ID.toString()).and("node", node));
  }

  private static String called(int sequence, String id) {
    return """
    {"role": "assistant", "content": "", "sequence": %d,
     "tool_use": "[{\\"id\\": \\"%s\\", \\"name\\": \\"list\\", \\"input\\": {}}]"}
    """
        .formatted(sequence, id);
  }

  private static String at(String content, String time) {
    return "{\"role\": \"user\", \"content\": \"%s\", \"sequence\": 0, \"created_at\": \"%s\"}"
        .formatted(content, time);
  }

  private static NewMessage said(String text) {
    return NewMessage.fromUser(UUID.randomUUID(), text);
  }

  private History load() {
    return store.load(ANN, ID).orElseThrow();
  }
}
