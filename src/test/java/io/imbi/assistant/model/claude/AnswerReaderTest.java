package io.imbi.assistant.model.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelException.Kind;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.Usage;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  private final List<ModelEvent> events = new ArrayList<>();
  private boolean ended;
  private AnswerReader reader = reader();

  @Test
  void textAndCallsAreHandedOnAsTheyComeAndPutTogether() {
    read(
        start("msg_1", "{\"input_tokens\":3,\"output_tokens\":1}"),
        block(0, "{\"type\":\"text\",\"text\":\"\"}"),
        "{\"type\":\"ping\"}",
        text(0, "Hello \\\"you\\\" "),
        text(0, "\\ud83d\\ude00ä€\u2028"),
        stop(0),
        block(1, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"list\",\"input\":{}}"),
        input(1, ""),
        input(1, "{\\\"limit\\\":"),
        input(1, " 1.50}"),
        stop(1),
        end("tool_use", "{\"output_tokens\":9}"));

    assertThat(events)
        .containsExactly(
            new ModelEvent.TextDelta("Hello \"you\" "),
            new ModelEvent.TextDelta("😀ä€\u2028"),
            ModelEvent.BlockStopped.INSTANCE,
            new ModelEvent.ToolUseStarted("toolu_1", "list"),
            new ModelEvent.ToolInputDelta("{\"limit\":"),
            new ModelEvent.ToolInputDelta(" 1.50}"),
            ModelEvent.BlockStopped.INSTANCE);
    assertThat(ended).isTrue();
    assertThat(reader.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(reader.responseId()).isEqualTo("msg_1");
    assertThat(reader.content())
        .containsExactly(
            new ContentBlock.Text("Hello \"you\" 😀ä€\u2028"),
            new ContentBlock.ToolUse("toolu_1", "list", Json.parse("{\"limit\": 1.50}")));
  }

  @Test
  void theAnswerIsTheSameWhereverItsBytesAreCut() {
    byte[] bytes =
        sse(
            "\r\n",
            start("msg_1", "{\"input_tokens\":3}"),
            block(0, "{\"type\":\"text\",\"text\":\"\"}"),
            text(0, "a😀\u2028€"),
            stop(0),
            end("end_turn", "{}"));
    List<ModelEvent> expected =
        List.of(new ModelEvent.TextDelta("a😀\u2028€"), ModelEvent.BlockStopped.INSTANCE);

    for (int cut = 0; cut <= bytes.length; cut++) {
      events.clear();
      reader = reader();
      reader.feed(Unpooled.wrappedBuffer(bytes, 0, cut));
      reader.feed(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
      assertThat(events).as("cut at %s", cut).isEqualTo(expected);
    }
  }

  @Test
  void blocksThatOnlyTheProviderUnderstandsAreKeptAsTheyCame() {
    read(
        block(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
        delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Let me \"}"),
        delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"see\"}"),
        delta(0, "{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}"),
        stop(0),
        block(1, "{\"type\":\"redacted_thinking\",\"data\":\"xyz\"}"),
        stop(1),
        block(
            2,
            "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"tool_search_tool_bm25\",\"input\":{}}"),
        input(2, "{\\\"query\\\":"),
        input(2, "\\\"x\\\"}"),
        stop(2),
        block(
            3,
            "{\"type\":\"tool_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":{\"a\":[1.0]}}"),
        stop(3),
        block(4, "{\"type\":\"brand_new\",\"body\":\"\",\"n\":null}"),
        delta(4, "{\"type\":\"brand_new_delta\",\"body\":\"xy\",\"n\":{\"z\":1}}"),
        delta(4, "{\"type\":\"text_delta\",\"text\":\"not for the reader\"}"),
        stop(4),
        block(5, "{\"type\":\"text\",\"text\":\"\"}"),
        text(5, "cited"),
        delta(5, "{\"type\":\"citations_delta\",\"citation\":{\"page\":3}}"),
        stop(5),
        end("end_turn", "{}"));

    assertThat(reader.content())
        .containsExactly(
            opaque("{\"type\":\"thinking\",\"thinking\":\"Let me see\",\"signature\":\"c2ln\"}"),
            opaque("{\"type\":\"redacted_thinking\",\"data\":\"xyz\"}"),
            opaque(
                "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"tool_search_tool_bm25\","
                    + "\"input\":{\"query\":\"x\"}}"),
            opaque(
                "{\"type\":\"tool_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":{\"a\":[1.0]}}"),
            opaque(
                "{\"type\":\"brand_new\",\"body\":\"xy\",\"n\":{\"z\":1},\"text\":\"not for the"
                    + " reader\"}"),
            opaque("{\"type\":\"text\",\"text\":\"cited\",\"citations\":[{\"page\":3}]}"));
    assertThat(events.stream().filter(ModelEvent.TextDelta.class::isInstance))
        .containsExactly(new ModelEvent.TextDelta("cited"));
    assertThat(events.stream().filter(ModelEvent.BlockStopped.class::isInstance)).hasSize(6);
    assertThat(events.stream().filter(ModelEvent.ToolInputDelta.class::isInstance)).isEmpty();
  }

  @Test
  void unknownEventsAndMembersArePassedOver() {
    read(
        "{\"type\":\"new_event\",\"x\":[{}]}",
        "{\"no\":\"type\"}",
        block(0, "{\"type\":\"text\",\"text\":\"\",\"citations\":null}"),
        "{\"index\":0,\"delta\":{\"text\":\"a\",\"type\":\"text_delta\"},\"type\":\"content_block_delta\"}",
        "{\"type\":\"content_block_delta\",\"index\":0,\"more\":1,\"delta\":{\"type\":\"future_delta\",\"citations\":null}}",
        stop(0),
        end("end_turn", "{}"));

    assertThat(reader.content()).containsExactly(new ContentBlock.Text("a"));
  }

  @Test
  void textThatComesWithTheStartOfItsBlockIsNotLost() {
    read(
        block(0, "{\"type\":\"text\",\"text\":\"Hi\"}"),
        text(0, "!"),
        stop(0),
        end("end_turn", "{}"));

    assertThat(events)
        .containsExactly(
            new ModelEvent.TextDelta("Hi"),
            new ModelEvent.TextDelta("!"),
            ModelEvent.BlockStopped.INSTANCE);
    assertThat(reader.content()).containsExactly(new ContentBlock.Text("Hi!"));
  }

  @Test
  void anEmptyTextIsNotKeptAndAnEmptyInputIsAnEmptyObject() {
    read(
        block(0, "{\"type\":\"text\",\"text\":\"\"}"),
        stop(0),
        block(1, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}"),
        stop(1),
        block(2, "{\"type\":\"tool_use\",\"id\":\"u\",\"name\":\"n\",\"input\":{\"a\":1}}"),
        stop(2),
        end("tool_use", "{}"));

    assertThat(reader.content())
        .containsExactly(
            new ContentBlock.ToolUse("t", "n", Json.object()),
            new ContentBlock.ToolUse("u", "n", Json.parse("{\"a\":1}")));
  }

  @Test
  void aNullInTheUsageNeverOverwrites() {
    read(
        start(
            "m",
            "{\"input_tokens\":3,\"cache_creation_input_tokens\":5,\"cache_read_input_tokens\":7,\"output_tokens\":1}"),
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null},\"usage\":{\"output_tokens\":20}}",
        end(
            "end_turn",
            "{\"input_tokens\":null,\"output_tokens\":30,\"cache_read_input_tokens\":null}"));

    assertThat(reader.usage()).isEqualTo(new Usage(3, 30, 7, 5));
  }

  @Test
  void theLastReportOfTheUsageCounts() {
    read(
        start("m", "{\"input_tokens\":3,\"output_tokens\":1}"),
        end("end_turn", "{\"input_tokens\":40,\"output_tokens\":2,\"cache_read_input_tokens\":9}"));

    assertThat(reader.usage()).isEqualTo(new Usage(40, 2, 9, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, END_TURN",
    "tool_use, TOOL_USE",
    "max_tokens, MAX_TOKENS",
    "stop_sequence, STOP_SEQUENCE",
    "refusal, REFUSAL",
    "model_context_window_exceeded, CONTEXT_WINDOW_EXCEEDED",
    "compaction, OTHER"
  })
  void everyStopReasonIsTold(String reason, StopReason expected) {
    read(end(reason, "{}"));

    assertThat(reader.stopReason()).isEqualTo(expected);
    assertThat(reader.paused()).isFalse();
  }

  @Test
  void whatTheProviderSaysOfTheReasonIsKeptForTheLog() {
    read(
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\","
            + "\"stop_details\":{\"type\":\"refusal\",\"category\":\"cyber\"}},\"usage\":null}",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null,\"stop_details\":null}}");

    assertThat(reader.stopReason()).isEqualTo(StopReason.REFUSAL);
    assertThat(reader.stopDetails()).isEqualTo("{\"type\":\"refusal\",\"category\":\"cyber\"}");
  }

  @Test
  void aPauseIsTold() {
    read(end("pause_turn", "{}"));

    assertThat(reader.paused()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "model_context_window_exceeded", "refusal", "new_reason"})
  void aCallThatWasCutOffIsLeftOut(String reason) {
    read(
        block(0, "{\"type\":\"tool_use\",\"id\":\"whole\",\"name\":\"n\",\"input\":{}}"),
        stop(0),
        block(1, "{\"type\":\"tool_use\",\"id\":\"half\",\"name\":\"n\",\"input\":{}}"),
        input(1, "{\\\"a\\\": [1,"),
        stop(1),
        end(reason, "{}"));

    assertThat(reader.content())
        .containsExactly(new ContentBlock.ToolUse("whole", "n", Json.object()));
  }

  @Test
  void aCallOfWhichNothingButTheBeginningCameIsLeftOut() {
    read(
        block(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}"),
        stop(0),
        end("max_tokens", "{}"));
    assertThat(reader.content()).isEmpty();

    reader = reader();
    read(
        block(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}"),
        input(0, "{}"),
        end("tool_use", "{}"));
    assertThat(reader.content()).as("never stopped").isEmpty();
  }

  @Test
  void aCallWhoseInputIsNotJsonMakesTheAnswerInvalid() {
    read(
        block(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}"),
        input(0, "{\\\"a\\\": nonsense}"),
        stop(0),
        end("tool_use", "{}"));

    assertThatThrownBy(() -> reader.content())
        .isInstanceOfSatisfying(
            FailedException.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.INVALID_ANSWER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a",
        "{\"type\":\"content_block_delta\",\"index\":7,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
        "{\"type\":\"content_block_stop\",\"index\":7}",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":null}",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\"}}"
      })
  void whatBreaksTheProtocolMakesTheAnswerInvalid(String event) {
    assertThatThrownBy(() -> read(event))
        .isInstanceOfSatisfying(
            FailedException.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.INVALID_ANSWER));
  }

  @Test
  void anErrorEventEndsTheAnswer() {
    assertThatThrownBy(
            () ->
                read(
                    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"))
        .isInstanceOfSatisfying(
            FailedException.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.OVERLOADED));
  }

  @Test
  void whatFollowsTheEndIsNotRead() {
    read(end("end_turn", "{}"), "[DONE]", block(0, "{\"type\":\"text\",\"text\":\"late\"}"));

    assertThat(events).isEmpty();
    assertThat(reader.content()).isEmpty();
  }

  @Test
  void anAnswerOfTheGreatestSizeIsReadAndAGreaterOneRefused() {
    byte[] bytes = sse("\n", end("end_turn", "{}"));
    reader = new AnswerReader(listener(), 1000, bytes.length);
    reader.feed(Unpooled.wrappedBuffer(bytes));
    assertThat(ended).isTrue();

    reader = new AnswerReader(listener(), 1000, bytes.length - 1);
    assertThatThrownBy(() -> reader.feed(Unpooled.wrappedBuffer(bytes)))
        .isInstanceOf(FailedException.class);
  }

  @Test
  void theAnswerHasBegunWithItsFirstBlock() {
    read(start("m", "{}"), "{\"type\":\"ping\"}");
    assertThat(reader.begun()).isFalse();

    read(block(0, "{\"type\":\"text\",\"text\":\"\"}"));
    assertThat(reader.begun()).isTrue();
  }

  private AnswerReader reader() {
    return new AnswerReader(listener());
  }

  private AnswerReader.Listener listener() {
    return new AnswerReader.Listener() {
      @Override
      public void event(ModelEvent event) {
        events.add(event);
      }

      @Override
      public void ended() {
        ended = true;
      }
    };
  }

  private void read(String... data) {
    reader.feed(Unpooled.wrappedBuffer(sse("\n", data)));
  }

  private static byte[] sse(String end, String... data) {
    var stream = new StringBuilder();
    for (String event : data) {
      stream
          .append("event: any")
          .append(end)
          .append("data: ")
          .append(event)
          .append(end)
          .append(end);
    }
    return stream.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ContentBlock opaque(String json) {
    return new ContentBlock.Opaque((ObjectNode) Json.parse(json));
  }

  private static String start(String id, String usage) {
    return "{\"type\":\"message_start\",\"message\":{\"id\":\""
        + id
        + "\",\"usage\":"
        + usage
        + "}}";
  }

  private static String block(int index, String block) {
    return "{\"type\":\"content_block_start\",\"index\":"
        + index
        + ",\"content_block\":"
        + block
        + "}";
  }

  private static String delta(int index, String delta) {
    return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
  }

  private static String text(int index, String text) {
    return delta(index, "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
  }

  private static String input(int index, String json) {
    return delta(index, "{\"type\":\"input_json_delta\",\"partial_json\":\"" + json + "\"}");
  }

  private static String stop(int index) {
    return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
  }

  private static String end(String reason, String usage) {
    return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
        + reason
        + "\",\"stop_sequence\":null},\"usage\":"
        + usage
        + "}\n\ndata: {\"type\":\"message_stop\"}";
  }
}
