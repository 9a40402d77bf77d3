package io.imbi.assistant.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageJsonTest {

  @Test
  void callsAreWrittenInTheirPublicShape() {
    List<ToolUse> calls = List.of(new ToolUse("t1", "list", Json.object().put("limit", 1)));

    assertThat(Json.write(MessageJson.toolUse(calls)))
        .isEqualTo("[{\"id\":\"t1\",\"name\":\"list\",\"input\":{\"limit\":1}}]");
    assertThat(MessageJson.readToolUse(MessageJson.toolUse(calls))).isEqualTo(calls);
  }

  @Test
  void resultsAreWrittenInTheirPublicShape() {
    List<ToolResult> results =
        List.of(
            new ToolResult("t1", Json.text("fine"), false),
            new ToolResult("t2", Json.array(), true));

    assertThat(Json.write(MessageJson.toolResults(results)))
        .isEqualTo(
            "[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"fine\"},"
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"t2\",\"content\":[],"
                + "\"is_error\":true}]");
    assertThat(MessageJson.readToolResults(MessageJson.toolResults(results))).isEqualTo(results);
  }

  @Test
  void usageIsWrittenInItsPublicShape() {
    var usage = new TokenUsage(3_000_000_000L, 2);

    assertThat(Json.write(MessageJson.usage(usage)))
        .isEqualTo("{\"input_tokens\":3000000000,\"output_tokens\":2}");
    assertThat(MessageJson.readUsage(MessageJson.usage(usage))).isEqualTo(usage);
  }

  @Test
  void whatOthersWroteIsReadAsFarAsItGoes() {
    assertThat(
            MessageJson.readToolUse(
                Json.parse(
                    """
                    [{"id":"t1","name":"a"}, {"id":"t2","input":null}, {"name":"b"}, 7, null]
                    """)))
        .containsExactly(
            new ToolUse("t1", "a", Json.object()), new ToolUse("t2", "", Json.object()));
    assertThat(
            MessageJson.readToolResults(
                Json.parse(
                    """
                    [{"tool_use_id":"t1"}, {"tool_use_id":"t2","content":null,"is_error":true},
                     {"content":"lost"}, "x"]
                    """)))
        .containsExactly(
            new ToolResult("t1", Json.text(""), false), new ToolResult("t2", Json.text(""), true));
    assertThat(MessageJson.readToolUse(Json.parse("null"))).isEmpty();
    assertThat(MessageJson.readToolResults(Json.parse("{\"a\":1}"))).isEmpty();
    assertThat(MessageJson.readUsage(Json.parse("{}"))).isEqualTo(new TokenUsage(0, 0));
  }
}
