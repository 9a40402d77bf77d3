package io.imbi.assistant.conversation.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.ConversationStoreContract;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.GraphException;
import io.imbi.assistant.graph.GraphStatement;
import io.imbi.assistant.graph.GraphValue.Flag;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.GraphValue.Whole;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GraphConversationStoreTest extends ConversationStoreContract {

  private static final Owner ANN = new Owner("ann@example.com");
  private static final CypherQuery CREATE_USER =
      CypherQuery.of("CREATE (:User {email: $email, is_active: true})");
  private static final CypherQuery CONVERSATIONS_OF_USER =
      CypherQuery.of(
          "MATCH (u:User)-[:HAS_CONVERSATION]->(c:Conversation) WHERE u.email = $email RETURN c.id",
          "id");
  private static final CypherQuery STORED =
      CypherQuery.of(
          """
          MATCH (c:Conversation)-[:CONTAINS]->(m:Message) WHERE c.id = $id
          RETURN c, m ORDER BY m.sequence
          """,
          "conversation",
          "message");
  private static final CypherQuery COUNT =
      CypherQuery.of("MATCH (m:Message) WHERE m.conversation_id = $id RETURN count(m)", "count");
  private static final CypherQuery COUNT_EDGES =
      CypherQuery.of("MATCH ()-[e]->() RETURN count(e)", "count");

  private static TestAge age;

  @BeforeAll
  static void start() {
    age = TestAge.start();
    age.graph().run(CREATE_USER, Parameters.of("email", "ann@example.com"));
    age.ensure(ConversationGraph.schema());
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @Override
  protected ConversationStore store() {
    return new GraphConversationStore(age.graph(), CLOCK);
  }

  @Override
  protected ConversationStore otherReplica() {
    return new GraphConversationStore(age.graph(), CLOCK);
  }

  @Test
  void aConversationHangsOnItsUser() {
    age.graph().run(CREATE_USER, Parameters.of("email", "known@example.com"));

    UUID id = store().create(new Owner("known@example.com"), "m").id();
    store().create(new Owner("unknown@example.com"), "m");

    assertThat(conversationsOf("known@example.com")).containsExactly(id.toString());
    assertThat(conversationsOf("unknown@example.com")).isEmpty();
  }

  @Test
  void nodesHaveTheShapeThatOthersRead() {
    Conversation created = store().create(ANN, "claude-sonnet-4-6");
    store()
        .append(
            ANN,
            created.id(),
            0,
            List.of(
                new NewMessage(
                    UUID.fromString("00000000-0000-4000-8000-000000000001"),
                    Role.ASSISTANT,
                    "Looking.",
                    List.of(new ToolUse("t1", "list", Json.parse("{\"limit\": 5}"))),
                    List.of(),
                    new TokenUsage(10, 2),
                    null)));

    age.graph()
        .run(
            STORED,
            Parameters.of("id", created.id().toString()),
            row -> {
              assertThat(row.properties("conversation").entries().values())
                  .isEqualTo(
                      Map.of(
                          "id", new Text(created.id().toString()),
                          "user_email", new Text("ann@example.com"),
                          "created_at", new Text("2026-03-01T10:00:00.123456+00:00"),
                          "updated_at", new Text("2026-03-01T10:00:00.123456+00:00"),
                          "model", new Text("claude-sonnet-4-6"),
                          "is_archived", new Flag(false)));
              Properties message = row.properties("message");
              assertThat(message.entries().values())
                  .isEqualTo(
                      Map.of(
                          "id", new Text("00000000-0000-4000-8000-000000000001"),
                          "conversation_id", new Text(created.id().toString()),
                          "role", new Text("assistant"),
                          "content", new Text("Looking."),
                          "tool_use",
                              new Text(
                                  "[{\"id\":\"t1\",\"name\":\"list\",\"input\":{\"limit\":5}}]"),
                          "created_at", new Text("2026-03-01T10:00:00.123456+00:00"),
                          "sequence", new Whole(0),
                          "token_usage", new Text("{\"input_tokens\":10,\"output_tokens\":2}")));
              return row;
            });
  }

  @Test
  void deletingLeavesNoNodeAndNoEdgeBehind() {
    age.graph().run(CREATE_USER, Parameters.of("email", "tidy@example.com"));
    long edges = count(COUNT_EDGES, "");
    Conversation created = store().create(new Owner("tidy@example.com"), "m");
    store().append(created.owner(), created.id(), 0, List.of(said("one"), said("two")));
    assertThat(count(COUNT_EDGES, "")).isEqualTo(edges + 3);

    store().delete(created.owner(), created.id());

    assertThat(count(COUNT, created.id().toString())).isZero();
    assertThat(count(COUNT_EDGES, "")).isEqualTo(edges);
  }

  @Test
  void anAppendThatFailsHalfwayLeavesNothing() {
    Conversation created = store().create(ANN, "m");
    age.execute(
        """
        ALTER TABLE %s ADD CONSTRAINT refuse CHECK (
          ag_catalog.agtype_access_operator(properties, '"content"'::agtype) <> '"the second"'::agtype)
        """
            .formatted("\"" + age.name() + "\".\"Message\""));

    try {
      assertThatThrownBy(
              () ->
                  store()
                      .append(ANN, created.id(), 0, List.of(said("the first"), said("the second"))))
          .isInstanceOf(GraphException.class);
    } finally {
      age.execute("ALTER TABLE \"%s\".\"Message\" DROP CONSTRAINT refuse".formatted(age.name()));
    }

    assertThat(store().load(ANN, created.id()).orElseThrow().messages()).isEmpty();
    assertThat(store().append(ANN, created.id(), 0, List.of(said("the second")))).hasSize(1);
  }

  static List<GraphStatement> statements() {
    return List.of(
        Statements.FIND,
        Statements.FIND_USER,
        Statements.LOAD,
        Statements.PAGE_OF_ALL,
        Statements.PAGE_OF_UNARCHIVED,
        Statements.CHANGE,
        Statements.LAST_SEQUENCE,
        Statements.ADD_MESSAGES,
        Statements.PUT_MESSAGES,
        Statements.LOCK,
        Statements.DELETE,
        Statements.ATTACH_TO_USER,
        GraphWaitingTurns.KEEP,
        GraphWaitingTurns.FIND,
        GraphWaitingTurns.FORGET);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void noStatementReadsAWholeLabel(GraphStatement statement) {
    Parameters parameters =
        Parameters.of("id", UUID.randomUUID().toString())
            .and("conversation", UUID.randomUUID().toString())
            .and("document", "{}")
            .and("owner", "ann@example.com")
            .and("limit", 20)
            .and("offset", 0)
            .and("first", 0)
            .and("user", 1)
            .and("messages", Json.array())
            .and("changes", Json.object());

    assertThat(
            List.of(
                age.explain(statement, parameters), age.explainForAnyValue(statement, parameters)))
        .allSatisfy(plan -> assertThat(plan).contains("Index").doesNotContain("Seq Scan"));
  }

  @Test
  void aPageIsReadOffAnIndexInItsOrder() {
    for (GraphStatement page : List.of(Statements.PAGE_OF_ALL, Statements.PAGE_OF_UNARCHIVED)) {
      assertThat(
              age.explainInOrder(
                  page,
                  Parameters.of("owner", "ann@example.com").and("limit", 20).and("offset", 0)))
          .contains("imbi_assistant_conversation_by_user_email_updated_at_id")
          .doesNotContain("Sort");
    }
  }

  private static List<String> conversationsOf(String email) {
    return age.graph()
        .run(CONVERSATIONS_OF_USER, Parameters.of("email", email), row -> row.text("id"));
  }

  private static long count(CypherQuery query, String id) {
    return age.graph()
        .runForOne(query, Parameters.of("id", id), row -> ((Whole) row.get("count")).value())
        .orElseThrow();
  }

  private static NewMessage said(String text) {
    return NewMessage.fromUser(UUID.randomUUID(), text);
  }
}
