package io.imbi.assistant.model.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaScannerTest {

  private static final String TEXT =
      "{\"type\":\"content_block_delta\",\"index\":12,\"delta\":{\"type\":\"text_delta\",\"text\":%s}}";
  private final DeltaScanner scanner = new DeltaScanner();

  @Test
  void aDeltaOfTextIsRead() {
    assertThat(scan(TEXT.formatted("\" two words\""))).isTrue();

    assertThat(scanner.index()).isEqualTo(12);
    assertThat(scanner.isInput()).isFalse();
    assertThat(scanner.value()).isEqualTo(" two words");
  }

  @Test
  void aDeltaOfInputIsRead() {
    assertThat(
            scan(
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                    + "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"limit\\\": \"}}"))
        .isTrue();

    assertThat(scanner.index()).isZero();
    assertThat(scanner.isInput()).isTrue();
    assertThat(scanner.value()).isEqualTo("{\"limit\": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"ä€😀\u2028\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e4\\u20AC\\ud83d\\ude00 end\"",
        "\"half \\ud83d of a pair\"",
        "\"}}\\\\\"",
        "\"\\\\\\\"}\""
      })
  void aStringIsReadAsAJsonParserReadsIt(String string) {
    assertThat(scan(TEXT.formatted(string))).isTrue();

    assertThat(scanner.value()).isEqualTo(Json.parse(string).textValue());
  }

  @Test
  void paddingIsPassedOver() {
    assertThat(scan(TEXT.formatted("\"a\"").replace("}}", " }  }   "))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"type\":\"ping\"}",
        "{\"type\":\"content_block_delta\",\"index\":,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
        "{\"type\":\"content_block_delta\",\"index\":-1,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
        "{\"type\":\"content_block_delta\",\"index\":99999999999,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":null}}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\",\"b\":1}}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"},\"b\":1}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"a\"}}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"\\x\"}}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"\\u12g4\"}}"
      })
  void everythingElseIsLeftToAParser(String event) {
    assertThat(scan(event)).isFalse();
  }

  @Test
  void aDeltaThatIsNotWholeIsNotRead() {
    String whole = TEXT.formatted("\"\\u0041\\n\"");

    for (int length = 0; length < whole.length(); length++) {
      assertThat(scan(whole.substring(0, length))).as("%s characters", length).isFalse();
    }
  }

  private boolean scan(String event) {
    byte[] bytes = ("before" + event + "after").getBytes(StandardCharsets.UTF_8);
    return scanner.scan(bytes, "before".length(), bytes.length - "beforeafter".length());
  }
}
