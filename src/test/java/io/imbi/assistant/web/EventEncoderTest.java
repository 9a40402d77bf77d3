package io.imbi.assistant.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.turn.TurnEvent;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventEncoderTest {

  /** The first half of a surrogate pair. */
  private static final char HALF = '\ud83d';

  private final EventEncoder encoder = new EventEncoder();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\"quoted\" and \\",
        "\r\n\r\nevent: done\ndata: {}\n\n",
        "\u0000\u0001\u001f\u007f\u0080\b\f\t",
        "é߿ࠀ\uffff",
        "\u2028\u2029\u0085",
        "😀\udbff\udfff",
        "\ud83d",
        "\ude00",
        "\ude00\ud83d",
        "\ud83d\ud83d\ude00"
      })
  void aTextIsOneLineThatReadsAsTheText(String text) {
    String frame = encode(new TurnEvent.Text(text));
    assertThat(frame).startsWith("event: text\ndata: {\"text\":\"").endsWith("\"}\n\n");
    assertThat(frame.lines()).hasSize(3);
    assertThat(frame).doesNotContain("\u2028", "\u2029", "\r");
    assertThat(data(frame).path("text").textValue()).isEqualTo(text);
  }

  @Test
  void halfAPairIsEscapedSoThatTheOtherHalfCanFollow() {
    assertThat(encode(new TurnEvent.Text(String.valueOf(HALF))))
        .isEqualTo("event: text\ndata: {\"text\":\"\\ud83d\"}\n\n");
  }

  @Test
  void anyTextComesBackAsItWas() {
    var random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x10000)));
      }
      String frame = encode(new TurnEvent.ToolInput(text.toString()));
      assertThat(data(frame).path("partial_json").textValue()).isEqualTo(text.toString());
    }
  }

  @Test
  void namesAreEscapedToo() {
    assertThat(encode(new TurnEvent.ToolUseStart("a\"", "b\n")))
        .isEqualTo("event: tool_use_start\ndata: {\"id\":\"a\\\"\",\"name\":\"b\\n\"}\n\n");
  }

  @Test
  void paramsAreWrittenOnOneLineWithEveryDigit() {
    var params = (ObjectNode) Json.parse("{\n\"a\": [1.50, \"\u2028\"]\n}");
    params.put("b", "ü😀" + HALF + "\n");
    assertThat(encode(new TurnEvent.ClientAction("t", "navigate_to", params)))
        .isEqualTo(
            "event: client_action\ndata: {\"id\":\"t\",\"action\":\"navigate_to\",\"params\":"
                + "{\"a\":[1.50,\"\\u2028\"],\"b\":\"ü😀\ufffd\\n\"}}\n\n");
  }

  @Test
  void countsBeyondAnIntAreWritten() {
    var id = UUID.fromString("6f1f0a53-1f2b-4a0e-9b6b-0123456789ab");
    assertThat(encode(new TurnEvent.Done(id, new TokenUsage(Long.MAX_VALUE, 0))))
        .isEqualTo(
            "event: done\ndata: {\"message_id\":\""
                + id
                + "\",\"usage\":{\"input_tokens\":9223372036854775807,\"output_tokens\":0}}\n\n");
  }

  @Test
  void aLongTextLeavesNoTraceInTheNext() {
    String longest = "ü".repeat(200_000);
    assertThat(data(encode(new TurnEvent.Text(longest))).path("text").textValue())
        .isEqualTo(longest);
    assertThat(encode(new TurnEvent.Text("a")))
        .isEqualTo("event: text\ndata: {\"text\":\"a\"}\n\n");
  }

  private String encode(TurnEvent event) {
    return new String(encoder.encode(event), UTF_8);
  }

  private static JsonNode data(String frame) {
    return Json.parse(frame.substring(frame.indexOf("data: ") + 6, frame.length() - 2));
  }
}
