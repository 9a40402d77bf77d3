package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The service on the platform's graph, where another assistant has written before it, writes beside
 * it and may write after it.
 */
class GraphServiceTest {

  private static final String HEALTHY = "11111111-97ce-4d0b-9d2f-3a5f6f0e1b2c";
  private static final String BRICKED = "22222222-97ce-4d0b-9d2f-3a5f6f0e1b2c";
  private static final String SPARSE = "33333333-97ce-4d0b-9d2f-3a5f6f0e1b2c";

  private static final Set<String> KNOWN_TO_OTHERS =
      Set.of(
          "id",
          "conversation_id",
          "role",
          "content",
          "tool_use",
          "tool_results",
          "created_at",
          "sequence",
          "token_usage");

  private static PlatformGraph graph;
  private static Things things;
  private static Service service;

  @BeforeAll
  static void start() {
    graph = new PlatformGraph();
    graph.write(
        "CREATE (:User {email: 'ann@example.com', display_name: 'Ann', is_active: true,"
            + " is_admin: true})");
    healthy();
    bricked();
    sparse();
    things = new Things();
    Map<String, Object> settings = new HashMap<>(things.settings());
    settings.put("imbi.assistant.approval", "mutating");
    service = new Service(graph.settings(settings)).withTool(Things.LIST);
  }

  @AfterAll
  static void stop() {
    service.close();
    things.close();
    graph.close();
  }

  @BeforeEach
  void reset() {
    service.claude.reset();
    things.reset();
  }

  @Test
  void aConversationGoesOnAndStaysReadableForTheProgramThatBeganIt() {
    List<String> before = graph.messages(HEALTHY);
    assertThat(service.stored(HEALTHY))
        .containsExactly(
            "user: Which things are there?",
            "assistant: Let me look.",
            "user: ",
            "assistant: One: \"a\" \\ $$ 🦊");

    service.claude.enqueue(
        Answer.calling("toolu_new", Things.LIST, "{\"limit\":5}"), Answer.saying("Still one."));
    List<Client.Event> events = service.ask(HEALTHY, "And now?");

    assertThat(service.claude.refusals()).isEmpty();
    assertThat(events).extracting(Client.Event::name).endsWith("done").doesNotContain("error");
    assertThat(service.claude.streamed().getFirst().messages())
        .extracting(message -> message.path("role").asText())
        .containsExactly("user", "assistant", "user", "assistant", "user");
    List<String> after = graph.messages(HEALTHY);
    assertThat(after.subList(0, 4)).isEqualTo(before);
    List<JsonNode> added = after.stream().skip(4).map(Json::parse).toList();
    assertThat(added).extracting(m -> m.path("sequence").intValue()).containsExactly(4, 5, 6, 7);
    assertThat(added)
        .extracting(m -> m.path("role").asText())
        .containsExactly("user", "assistant", "user", "assistant");
    assertThat(added)
        .allSatisfy(
            m -> {
              assertThat(m.path("conversation_id").asText()).isEqualTo(HEALTHY);
              assertThat(m.path("created_at").asText())
                  .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00");
              assertThat(m.properties()).extracting(Map.Entry::getKey).isSubsetOf(KNOWN_TO_OTHERS);
            });
    assertThat(Json.parse(added.get(1).path("tool_use").textValue()))
        .isEqualTo(
            Json.parse(
                "[{\"id\":\"toolu_new\",\"name\":\"list_things\",\"input\":{\"limit\":5}}]"));
    assertThat(Json.parse(added.get(2).path("tool_results").textValue()))
        .isEqualTo(
            Json.parse(
                "[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_new\",\"content\":\"[]\"}]"));
    assertThat(Json.parse(added.get(3).path("token_usage").textValue()).properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("input_tokens", "output_tokens");
    assertThat(
            graph.read(
                "MATCH (:Conversation {id: '%s'})-[:CONTAINS]->(m:Message) RETURN count(m)"
                    .formatted(HEALTHY)))
        .containsExactly("8");
  }

  @Test
  void aConversationThatNoModelWouldTakeAnyMoreGoesOn() {
    List<String> before = graph.messages(BRICKED);

    service.claude.enqueue(Answer.saying("Here I am."));
    List<Client.Event> events = service.ask(BRICKED, "Hello?");

    assertThat(service.claude.refusals()).isEmpty();
    assertThat(events).extracting(Client.Event::name).endsWith("done").doesNotContain("error");
    assertThat(service.claude.streamed().getFirst().messages().toString())
        .containsOnlyOnce("\"type\":\"tool_use\"")
        .contains("Are you there?", "Anybody?", "Hello?");
    assertThat(graph.messages(BRICKED).subList(0, before.size())).isEqualTo(before);
    service.goesOn(BRICKED);
  }

  @Test
  void whatIsMissingOrWrittenOtherwiseIsNoHindrance() {
    JsonNode shown = service.conversation(SPARSE);
    assertThat(shown.path("title").isNull()).isTrue();
    assertThat(shown.path("is_archived").isBoolean()).isTrue();
    assertThat(shown.path("created_at").asText()).startsWith("2026-02-03T04:05:06");
    assertThat(shown.path("messages"))
        .extracting(message -> message.path("created_at").asText().substring(0, 19))
        .containsExactly(
            "2026-02-03T04:05:06",
            "2026-02-03T04:05:07",
            "2026-02-03T04:05:08",
            "2026-02-03T04:05:06");
    assertThat(shown.path("messages")).allMatch(message -> message.path("token_usage").isNull());

    service.goesOn(SPARSE);
    assertThat(service.claude.streamed().getFirst().model()).isEqualTo("claude-sonnet-4-6");

    assertThat(Json.parse(service.send("GET", "/conversations", "").body()))
        .extracting(conversation -> conversation.path("id").asText())
        .contains(SPARSE);
  }

  @Test
  void whoWritesBesideARunningTurnBreaksNothing() throws InterruptedException {
    String conversation = service.newConversation();
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("Thinking").hold(gate).text(" aloud."));
    List<Client.Event> events;
    try (Client.Listening stream = service.listen(conversation, "Think!")) {
      stream.until("text");
      otherProgramSays(conversation, "Me, too");
      gate.open();
      events = stream.rest();
    }

    assertThat(events).extracting(Client.Event::name).endsWith("error");
    assertThat(graph.messages(conversation))
        .extracting(message -> Json.parse(message).path("sequence").intValue())
        .containsExactly(0, 1);
    service.awaitFree(conversation);
    service.goesOn(conversation);
    assertThat(graph.messages(conversation))
        .extracting(message -> Json.parse(message).path("sequence").intValue())
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void aConversationOfOursIsTheOwnersAndCanBeContinuedByOthers() {
    String conversation = service.newConversation();
    service.claude.enqueue(Answer.saying("Hi."));
    service.ask(conversation, "Hi!");
    assertThat(
            graph.read(
                ("MATCH (u:User {email: 'ann@example.com'})-[:HAS_CONVERSATION]->"
                        + "(c:Conversation {id: '%s', user_email: 'ann@example.com',"
                        + " is_archived: false}) RETURN c.title")
                    .formatted(conversation)))
        .containsExactly("\"A scripted title\"");

    otherProgramSays(conversation, "I am back.");

    service.goesOn(conversation);
    assertThat(service.stored(conversation))
        .startsWith("user: Hi!", "assistant: Hi.", "user: I am back.");
    assertThat(service.send("DELETE", "/conversations/" + conversation, "").statusCode())
        .isEqualTo(204);
    assertThat(graph.messages(conversation)).isEmpty();
  }

  @Test
  void aCallWaitsForApprovalInTheGraphToo() {
    String conversation = service.newConversation();
    service.claude.enqueue(Answer.calling("toolu_1", Things.CREATE, "{\"name\":\"b\"}"));
    assertThat(service.ask(conversation, "Make b"))
        .extracting(Client.Event::name)
        .endsWith("approval_required", "done");
    assertThat(things.calls()).isEmpty();

    service.claude.enqueue(Answer.saying("Made."));
    HttpResponse<String> decided =
        service.send(
            "POST",
            "/conversations/" + conversation + "/approvals/toolu_1",
            "{\"decision\":\"approve\"}");

    assertThat(decided.body()).contains("event: done");
    assertThat(things.calls()).containsExactly("POST");
    service.goesOn(conversation);
  }

  @Test
  void whoIsNotInTheGraphIsNobody() {
    HttpResponse<String> response = service.sendAs("eve@example.com", "GET", "/conversations", "");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(Json.parse(response.body()).path("detail").asText()).isEqualTo("User not found");
  }

  /** A message of the platform's own assistant, which numbers it as the one after the last. */
  private static void otherProgramSays(String conversation, String content) {
    graph.write(
        """
        MATCH (c:Conversation) WHERE c.id = '%1$s'
        SET c.updated_at = '2026-02-03T05:00:00.000001+00:00'
        WITH c OPTIONAL MATCH (c)-[:CONTAINS]->(before:Message)
        WITH c, max(before.sequence) AS last
        CREATE (c)-[:CONTAINS]->(m:Message {id: '%2$s', conversation_id: '%1$s', role: 'user',
          content: '%3$s', tool_use: null, tool_results: null,
          created_at: '2026-02-03T05:00:00.000001+00:00', sequence: coalesce(last, -1) + 1,
          token_usage: null})
        RETURN m.sequence
        """
            .formatted(conversation, UUID.randomUUID(), content));
  }

  private static void conversation(String id, String properties) {
    graph.write(
        "CREATE (:Conversation {id: '%s', user_email: 'ann@example.com'%s})"
            .formatted(id, properties));
  }

  private static void message(String conversation, String properties) {
    graph.write(
        ("MATCH (c:Conversation) WHERE c.id = '%1$s'"
                + " CREATE (c)-[:CONTAINS]->(:Message {conversation_id: '%1$s', %2$s})")
            .formatted(conversation, properties));
  }

  /** Two exchanges, one with a call, as the platform's own assistant writes them. */
  private static void healthy() {
    conversation(
        HEALTHY,
        """
        , title: 'Things', created_at: '2026-02-03T04:05:06.000700+00:00',
        updated_at: '2026-02-03T04:05:09+00:00', model: 'claude-sonnet-4-6', is_archived: false
        """);
    message(
        HEALTHY,
        """
        id: '0b9d7a52-3a08-4a0f-8f4e-000000000001', role: 'user',
        content: 'Which things are there?', tool_use: null, tool_results: null,
        created_at: '2026-02-03T04:05:06.000701+00:00', sequence: 0, token_usage: null
        """);
    message(
        HEALTHY,
        """
        id: '0b9d7a52-3a08-4a0f-8f4e-000000000002', role: 'assistant', content: 'Let me look.',
        tool_use: '[{"id": "toolu_01", "name": "list_things", "input": {"slim": true, "limit": 2}}]',
        tool_results: null, created_at: '2026-02-03T04:05:07.5+00:00', sequence: 1,
        token_usage: '{"input_tokens": 1200, "output_tokens": 34}'
        """);
    message(
        HEALTHY,
        """
        id: '0b9d7a52-3a08-4a0f-8f4e-000000000003', role: 'user', content: '',
        tool_results: '[{"type": "tool_result", "tool_use_id": "toolu_01", "content": "[{\\\\"name\\\\": \\\\"a\\\\"}]"}]',
        created_at: '2026-02-03T04:05:08+00:00', sequence: 2
        """);
    message(
        HEALTHY,
        """
        id: '0b9d7a52-3a08-4a0f-8f4e-000000000004', role: 'assistant',
        content: 'One: "a" \\\\ $$ 🦊', tool_use: null, tool_results: null,
        created_at: '2026-02-03T04:05:09+00:00', sequence: 3,
        token_usage: '{"input_tokens": 1300, "output_tokens": 5}'
        """);
  }

  /** A round and once more its call, without a result; then somebody who asks in vain. */
  private static void bricked() {
    conversation(
        BRICKED,
        """
        , created_at: '2026-02-03T04:05:06+00:00', updated_at: '2026-02-03T04:05:06+00:00',
        model: 'claude-sonnet-4-6', is_archived: false
        """);
    String call =
        "role: 'assistant', content: 'Looking.', tool_use: '[{\"id\": \"toolu_02\", \"name\":"
            + " \"list_things\", \"input\": {}}]', created_at: '2026-02-03T04:05:06+00:00'";
    String time = ", created_at: '2026-02-03T04:05:06+00:00'";
    message(BRICKED, "role: 'user', content: 'Go on for ever', sequence: 0" + time);
    message(BRICKED, call + ", sequence: 1");
    message(
        BRICKED,
        "role: 'user', content: '', sequence: 2, tool_results: '[{\"type\": \"tool_result\","
            + " \"tool_use_id\": \"toolu_02\", \"content\": \"[]\"}]'"
            + time);
    message(BRICKED, call + ", sequence: 3");
    message(BRICKED, "role: 'user', content: 'Are you there?', sequence: 4" + time);
    message(BRICKED, "role: 'user', content: 'Anybody?', sequence: 5" + time);
  }

  /** Hardly a property, times of every kind, and a number that was given twice. */
  private static void sparse() {
    conversation(SPARSE, ", created_at: '2026-02-03 04:05:06', is_archived: 'False'");
    message(SPARSE, "role: 'user', content: 'one', created_at: '2026-02-03T04:05:06Z'");
    message(
        SPARSE,
        "role: 'assistant', content: 'two', sequence: 1, token_usage: null,"
            + " created_at: '2026-02-03T06:05:07.25+02:00'");
    message(
        SPARSE,
        "role: 'user', content: 'three', sequence: 1, tool_use: '[]',"
            + " created_at: '2026-02-03T04:05:08'");
    message(SPARSE, "role: 'assistant', content: 'four', sequence: 2, tool_use: 'null'");
  }
}
