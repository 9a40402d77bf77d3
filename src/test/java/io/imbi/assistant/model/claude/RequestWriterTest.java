package io.imbi.assistant.model.claude;

import static io.imbi.assistant.model.claude.Requests.assistant;
import static io.imbi.assistant.model.claude.Requests.call;
import static io.imbi.assistant.model.claude.Requests.deferred;
import static io.imbi.assistant.model.claude.Requests.forbidden;
import static io.imbi.assistant.model.claude.Requests.object;
import static io.imbi.assistant.model.claude.Requests.opaque;
import static io.imbi.assistant.model.claude.Requests.result;
import static io.imbi.assistant.model.claude.Requests.saying;
import static io.imbi.assistant.model.claude.Requests.text;
import static io.imbi.assistant.model.claude.Requests.tool;
import static io.imbi.assistant.model.claude.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.model.claude.RequestWriter.Variant;
import io.imbi.assistant.tool.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {

  private static final String THINKING =
      "{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"c2ln\"}";
  private static final String SEARCH =
      "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"tool_search_tool_bm25\","
          + "\"input\":{\"query\":\"teams\"}}";
  private static final String FOUND =
      "{\"type\":\"tool_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":"
          + "{\"type\":\"tool_search_tool_search_result\",\"tool_references\":["
          + "{\"type\":\"tool_reference\",\"tool_name\":\"list_teams\"},"
          + "{\"type\":\"tool_reference\",\"tool_name\":\"gone\"}]}}";

  private final RequestWriter writer = new RequestWriter();

  @Test
  void aRequestIsWrittenToTheByte() {
    ModelRequest request =
        Requests.of(
            List.of(tool("list_projects"), deferred("list_teams")),
            user("Hello ä😀"),
            assistant(opaque(THINKING), text("Let me look."), call("toolu_1", "list_projects")),
            user(result("toolu_1", "two"), text("Quick!")));

    assertThat(written(request, Variant.STREAM))
        .isEqualTo(
            """
            {"model":"claude-sonnet-4-6","max_tokens":1000,"stream":true,\
            "tools":[{"type":"tool_search_tool_bm25_20251119","name":"tool_search_tool_bm25"},\
            {"name":"list_projects","description":"Does list_projects.",\
            "input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}},\
            {"name":"list_teams","description":"Does list_teams.",\
            "input_schema":{"type":"object","properties":{}},"defer_loading":true}],\
            "system":[{"type":"text","text":"You help.","cache_control":{"type":"ephemeral"}}],\
            "messages":[\
            {"role":"user","content":[{"type":"text","text":"Hello ä😀",\
            "cache_control":{"type":"ephemeral"}}]},\
            {"role":"assistant","content":[\
            {"type":"thinking","thinking":"Hm","signature":"c2ln"},\
            {"type":"text","text":"Let me look."},\
            {"type":"tool_use","id":"toolu_1","name":"list_projects","input":{}}]},\
            {"role":"user","content":[\
            {"type":"tool_result","tool_use_id":"toolu_1","content":"two"},\
            {"type":"text","text":"Quick!","cache_control":{"type":"ephemeral"}}]}]}\
            """);
  }

  @Test
  void aRequestThatDoesNotStreamSaysNothingOfIt() {
    assertThat(written(saying("Hello"), Variant.WHOLE))
        .isEqualTo(
            """
            {"model":"claude-sonnet-4-6","max_tokens":1000,\
            "system":[{"type":"text","text":"You help.","cache_control":{"type":"ephemeral"}}],\
            "messages":[{"role":"user","content":[{"type":"text","text":"Hello",\
            "cache_control":{"type":"ephemeral"}}]}]}\
            """);
  }

  @Test
  void theSameRequestIsTheSameBytesWhoeverWritesIt() {
    ModelRequest request = Requests.of(List.of(tool("a"), deferred("b")), user("Hello"));
    ModelRequest equal = Requests.of(List.of(tool("a"), deferred("b")), user("Hello"));

    byte[] first = writer.write(request, Variant.STREAM);

    assertThat(writer.write(request, Variant.STREAM)).isEqualTo(first);
    assertThat(new RequestWriter().write(equal, Variant.STREAM)).isEqualTo(first);
  }

  @Test
  void whenEveryToolIsDeferredTheSearchEndsTheCachedPart() {
    JsonNode tools = json(Requests.of(List.of(deferred("a")), user("x"))).path("tools");

    assertThat(tools.path(0).has("cache_control")).isTrue();
    assertThat(tools.path(1).has("cache_control")).isFalse();
  }

  @Test
  void withoutDeferredToolsThereIsNoSearch() {
    JsonNode tools = json(Requests.of(List.of(tool("a"), tool("b")), user("x"))).path("tools");

    assertThat(tools).hasSize(2);
    assertThat(tools.path(0).has("cache_control")).isFalse();
    assertThat(tools.path(1).has("cache_control")).isTrue();
  }

  @Test
  void forbiddenToolsAreStillDefined() {
    ModelRequest allowed = Requests.of(List.of(tool("a")), user("x"));
    JsonNode json = json(forbidden(allowed));

    assertThat(json.path("tool_choice")).isEqualTo(object("{\"type\":\"none\"}"));
    assertThat(json.path("tools")).isEqualTo(json(allowed).path("tools"));
    assertThat(json(allowed).has("tool_choice")).isFalse();
    assertThat(json(forbidden(saying("x"))).has("tool_choice")).isFalse();
  }

  @Test
  void callsOfToolsThatAreAllGoneHaveAPlaceholder() {
    JsonNode json =
        json(Requests.of(List.of(), user("x"), assistant(call("t", "a")), user(result("t", "y"))));

    assertThat(json.path("tools")).hasSize(1);
    assertThat(json.path("tool_choice").path("type").asText()).isEqualTo("none");
  }

  @Test
  void aBlankSystemPromptIsLeftOut() {
    ModelRequest request = saying("x");
    var blank =
        new ModelRequest(
            request.model(),
            1,
            " ",
            List.of(),
            request.toolUse(),
            request.messages(),
            request.deadline());

    assertThat(json(blank).has("system")).isFalse();
  }

  @Test
  void theEndsOfTheLastTwoMessagesOfTheUserAreBreakpoints() {
    JsonNode messages =
        json(Requests.of(
                List.of(),
                user("1"),
                assistant(text("a")),
                user("2"),
                assistant(text("b")),
                user("3")))
            .path("messages");

    assertThat(messages.findValues("cache_control")).hasSize(2);
    assertThat(messages.path(2).path("content").path(0).has("cache_control")).isTrue();
    assertThat(messages.path(4).path("content").path(0).has("cache_control")).isTrue();
  }

  @Test
  void whatIsGoneOnWithComesLastAndMovesNoBreakpoint() {
    ModelRequest request = Requests.of(List.of(deferred("list_teams")), user("1"));
    JsonNode before = json(request).path("messages");

    JsonNode messages =
        json(request, Variant.STREAM.continuing(List.of(text("a"), opaque(SEARCH))))
            .path("messages");

    assertThat(messages.path(0)).isEqualTo(before.path(0));
    assertThat(messages.path(1))
        .isEqualTo(
            object(
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                    + SEARCH
                    + "]}"));
  }

  @Test
  void aFailedCallSaysSo() {
    var failed = new ContentBlock.ToolResult("t", Json.text("no"), true);
    var silent = new ContentBlock.ToolResult("u", Json.array(), true);
    JsonNode results =
        json(Requests.of(
                List.of(tool("a")),
                user("x"),
                assistant(call("t", "a"), call("u", "a")),
                user(failed, silent)))
            .path("messages")
            .path(2)
            .path("content");

    assertThat(results.path(0).path("is_error").asBoolean()).isTrue();
    assertThat(results.path(0).path("content").asText()).isEqualTo("no");
    assertThat(results.path(1).path("content").asText()).isNotEmpty();
  }

  @Test
  void aResultOfBlocksKeepsThoseThatHoldSomething() {
    ArrayNode content = Json.array();
    content.addObject().put("type", "text").put("text", "");
    content.addObject().put("type", "text").put("text", "two");
    JsonNode messages =
        json(Requests.of(
                List.of(tool("a")),
                user("x"),
                assistant(call("t", "a")),
                user(new ContentBlock.ToolResult("t", content, false))))
            .path("messages");

    assertThat(messages.path(2).path("content").path(0).path("content"))
        .isEqualTo(Json.parse("[{\"type\":\"text\",\"text\":\"two\"}]"));
  }

  @Test
  void ofAFailedCallNothingButTextIsSent() {
    JsonNode content =
        written(
            Json.parse(
                """
                [{"type":"text","text":"no"},
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]
                """),
            true);

    assertThat(content.findValuesAsText("text"))
        .containsExactly("no", "[Content of type image was left out]");
    assertThat(content.findValuesAsText("type")).containsOnly("text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[1,2]", "[{\"a\":1}]", "[{\"type\":\"audio\"}]", "{\"a\":1}", "null", "7"})
  void aResultThatIsNotMadeOfBlocksIsToldAsJson(String content) {
    assertThat(written(Json.parse(content), false)).isEqualTo(Json.text(content));
  }

  private JsonNode written(JsonNode content, boolean error) {
    return json(Requests.of(
            List.of(tool("a")),
            user("x"),
            assistant(call("t", "a")),
            user(new ContentBlock.ToolResult("t", content, error))))
        .path("messages")
        .path(2)
        .path("content")
        .path(0)
        .path("content");
  }

  @Test
  void blankTextIsLeftOutAndNeighboursOfOneAuthorBecomeOneMessage() {
    JsonNode messages =
        json(Requests.of(List.of(), user("1"), assistant(text(" \n")), user("2"))).path("messages");

    assertThat(messages).hasSize(1);
    assertThat(messages.path(0).path("content").findValuesAsText("text")).containsExactly("1", "2");
  }

  @Test
  void thinkingCanBeLeftOut() {
    JsonNode messages =
        json(
                Requests.of(
                    List.of(),
                    user("1"),
                    assistant(
                        opaque(THINKING),
                        opaque("{\"type\":\"redacted_thinking\",\"data\":\"x\"}"),
                        text("a")),
                    user("2")),
                Variant.STREAM.withoutThinking())
            .path("messages");

    assertThat(messages.path(1).path("content")).hasSize(1);
  }

  @Test
  void aSearchKeepsOnlyTheToolsThatAreStillThere() {
    JsonNode content =
        json(Requests.of(
                List.of(tool("a"), deferred("list_teams")),
                user("1"),
                assistant(opaque(SEARCH), opaque(FOUND), text("b")),
                user("2")))
            .path("messages")
            .path(1)
            .path("content");

    assertThat(content.path(0)).isEqualTo(object(SEARCH));
    assertThat(content.path(1).path("content").findValuesAsText("tool_name"))
        .containsExactly("list_teams");
  }

  @Test
  void aHistoryIsNotChangedByWritingIt() {
    var found = object(FOUND);

    json(
        Requests.of(
            List.of(deferred("list_teams")),
            user("1"),
            assistant(opaque(SEARCH), new ContentBlock.Opaque(found)),
            user("2")));

    assertThat(found).isEqualTo(object(FOUND));
  }

  @Test
  void searchesGoWhenNothingIsDeferredAnyMore() {
    JsonNode content =
        json(Requests.of(
                List.of(tool("list_teams")),
                user("1"),
                assistant(opaque(SEARCH), opaque(FOUND), text("b")),
                user("2")))
            .path("messages")
            .path(1)
            .path("content");

    assertThat(content).hasSize(1);
  }

  @Test
  void aSearchWithoutItsResultAndAResultWithoutItsSearchAreLeftOut() {
    JsonNode messages =
        json(Requests.of(
                List.of(deferred("list_teams")),
                user("1"),
                assistant(opaque(SEARCH), text("b")),
                user("2"),
                assistant(opaque(FOUND), text("c")),
                user("3")))
            .path("messages");

    assertThat(messages.path(1).path("content")).hasSize(1);
    assertThat(messages.path(3).path("content")).hasSize(1);
  }

  @Test
  void aSchemaThatAnthropicRefusesIsMended() {
    var schema =
        object(
            """
            {"type":"object","anyOf":[{"required":["a"]}],
             "properties":{"a":{"type":"string"},"$filter":{"type":"string"}},
             "required":["a","$filter"]}\
            """);
    var tool = new OfferedTool(new ToolDefinition("t", "", schema), false);

    JsonNode written = json(Requests.of(List.of(tool), user("x"))).path("tools").path(0);

    assertThat(written.path("input_schema"))
        .isEqualTo(
            object(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}"));
    assertThat(written.has("description")).isFalse();
    assertThat(schema.has("anyOf")).isTrue();
  }

  @Test
  void halfASurrogatePairDoesNotSpoilTheRequest() {
    assertThat(json(saying("a\uD83D")).path("messages").findValuesAsText("text"))
        .containsExactly("a\uFFFD");
  }

  @Test
  void hundredsOfToolsAreInOrder() {
    List<OfferedTool> tools = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      tools.add(tool("tool_" + i));
    }

    JsonNode written = json(Requests.of(tools, user("x"))).path("tools");

    assertThat(written.findValuesAsText("name"))
        .isEqualTo(tools.stream().map(each -> each.definition().name()).toList());
    assertThat(written.findValues("cache_control")).hasSize(1);
  }

  private JsonNode json(ModelRequest request) {
    return json(request, Variant.STREAM);
  }

  private JsonNode json(ModelRequest request, Variant variant) {
    return Json.parse(writer.write(request, variant));
  }

  private String written(ModelRequest request, Variant variant) {
    return new String(writer.write(request, variant), StandardCharsets.UTF_8);
  }
}
