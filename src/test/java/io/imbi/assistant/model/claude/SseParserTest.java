package io.imbi.assistant.model.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {

  private static final int LIMIT = 1000;

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void everyKindOfLineEndIsReadWhereverTheBytesAreCut(String end) {
    String stream =
        String.join(
            end,
            ": a comment",
            "event: first",
            "data: {\"text\":\"ä€😀\u2028 data: no\"}",
            "",
            "data:two",
            "id: 7",
            "data: lines",
            "data",
            "retry: 10",
            "",
            "event: without data",
            "",
            "",
            "database: is another field",
            "data:",
            "",
            "data: last",
            "",
            "data: never ended");
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);

    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(read(bytes, cut))
          .as("cut at %s", cut)
          .containsExactly("{\"text\":\"ä€😀\u2028 data: no\"}", "two\nlines\n", "", "last");
    }
    assertThat(readByteByByte(bytes)).isEqualTo(read(bytes, 0));
  }

  @Test
  void anEventIsHandedOnAsSoonAsItsLastCarriageReturnIsThere() {
    assertThat(read("data: x\r\r".getBytes(StandardCharsets.UTF_8), 0)).containsExactly("x");
  }

  @Test
  void aByteOrderMarkIsPassedOver() {
    byte[] bytes = "\uFEFFdata: x\n\n\uFEFFdata: y\n\n".getBytes(StandardCharsets.UTF_8);

    assertThat(read(bytes, 0)).containsExactly("x");
    assertThat(readByteByByte(bytes)).containsExactly("x");
  }

  @Test
  void anEventOfTheGreatestSizeIsReadAndAGreaterOneRefused() {
    String greatest = "data: " + "x".repeat(LIMIT - "data: ".length());
    byte[] fits = (greatest + "\n\n").getBytes(StandardCharsets.UTF_8);
    byte[] tooLarge = (greatest + "x").getBytes(StandardCharsets.UTF_8);

    assertThat(read(fits, greatest.length())).hasSize(1);
    assertThatThrownBy(() -> read(tooLarge, 0))
        .isInstanceOf(FailedException.class)
        .hasMessageContaining("1000 bytes");
  }

  @Test
  void manyLinesOfDataAreBoundedTogether() {
    byte[] bytes = "data: 12345678\n".repeat(200).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> readByteByByte(bytes)).isInstanceOf(FailedException.class);
  }

  @Test
  void manyEventsAreNotBoundedTogether() {
    byte[] bytes = "data: 12345678\n\n".repeat(500).getBytes(StandardCharsets.UTF_8);

    assertThat(readByteByByte(bytes)).hasSize(500);
    assertThat(read(bytes, 17)).hasSize(500);
  }

  private static List<String> read(byte[] bytes, int cut) {
    List<String> events = new ArrayList<>();
    SseParser parser = parser(events);
    parser.feed(Unpooled.wrappedBuffer(bytes, 0, cut));
    parser.feed(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
    return events;
  }

  private static List<String> readByteByByte(byte[] bytes) {
    List<String> events = new ArrayList<>();
    SseParser parser = parser(events);
    for (int i = 0; i < bytes.length; i++) {
      parser.feed(Unpooled.wrappedBuffer(bytes, i, 1));
    }
    return events;
  }

  private static SseParser parser(List<String> events) {
    return new SseParser(
        (bytes, offset, length) ->
            events.add(new String(bytes, offset, length, StandardCharsets.UTF_8)),
        LIMIT);
  }
}
