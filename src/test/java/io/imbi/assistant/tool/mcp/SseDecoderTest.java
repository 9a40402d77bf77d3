package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseDecoderTest {

  private static final String STREAM =
      "\uFEFF: hello\n\nevent: message\r\nid: 7\r\ndata: {\"ü\":\r\ndata:1}\r\n\r\n"
          + "data\n\nretry: 250\rdata: two\r\rdata:  spaced\nid: 8\n\nid: 9\ndata: unfinished";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void eventsAreTheSameHoweverTheStreamIsCut(int size) {
    var decoder = new SseDecoder(1_000);

    assertThat(decode(decoder, STREAM, size)).containsExactly("{\"ü\":\n1}", "two", " spaced");
    assertThat(decoder.lastId()).isEqualTo("8");
    assertThat(decoder.retry()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void anEventWithoutDataStillMovesThePosition() {
    var decoder = new SseDecoder(1_000);

    assertThat(decode(decoder, "id: 3\ndata: \n\n", 100)).isEmpty();
    assertThat(decoder.lastId()).isEqualTo("3");
  }

  @Test
  void whatIsNoIdAndNoTimeIsIgnored() {
    var decoder = new SseDecoder(10_000);

    decode(decoder, "id: a\u0001b\nretry: soon\nretry: -5\n\n", 100);
    decode(decoder, "id: " + "x".repeat(2_000) + "\nretry: 99999999999\n\n", 100);

    assertThat(decoder.lastId()).isNull();
    assertThat(decoder.retry()).isNull();
  }

  @Test
  void theLimitHoldsForLinesAndForEvents() {
    assertThat(decode(new SseDecoder(10), "data:12345\n\n", 3)).containsExactly("12345");
    assertThatThrownBy(() -> decode(new SseDecoder(10), "data:123456\n\n", 3))
        .isInstanceOf(McpFailure.class);
    assertThatThrownBy(() -> decode(new SseDecoder(10), "data:1234\ndata:1234\ndata:1234\n\n", 3))
        .isInstanceOf(McpFailure.class)
        .hasMessageContaining("10 bytes");
  }

  private static List<String> decode(SseDecoder decoder, String stream, int size) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<String> events = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += size) {
      int to = Math.min(bytes.length, from + size);
      for (byte[] event : decoder.decode(Arrays.copyOfRange(bytes, from, to))) {
        events.add(new String(event, StandardCharsets.UTF_8));
      }
    }
    return events;
  }
}
