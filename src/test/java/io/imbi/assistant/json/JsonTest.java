package io.imbi.assistant.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1.500",
        "1E+5",
        "1E-7",
        "0.1000000000000000055511151231257827",
        "123456789012345678901234567890",
        "1E+100000",
        "{\"z\":1,\"a\":[null,true,\"\\u0000\\n\"]}"
      })
  void whatIsWrittenIsReadBackAsTheSameTreeAndText(String text) {
    assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    assertThat(Json.parse(Json.write(Json.parse(text)))).isEqualTo(Json.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1 2", "{\"a\":1,\"a\":2}", "[1,]", "{", "\"\t\"", "NaN"})
  void whatIsNotExactlyOneDocumentIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> Json.parseStored(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void depthIsLimited() {
    assertThat(Json.parse(nested(Json.MAX_DEPTH)).isArray()).isTrue();
    assertThatThrownBy(() -> Json.parse(nested(Json.MAX_DEPTH + 1)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void whatWasReadCanBeReadAgainInsideOfOurs() {
    String wrapped = Json.write(Json.array().addObject().set("a", Json.parse(nested(200))));

    assertThat(Json.parseStored(wrapped).path("a")).isEqualTo(Json.parse(nested(200)));
    assertThatThrownBy(() -> Json.parseStored(nested(1000)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void textIsWrittenWellFormed() {
    String written = Json.write(Json.object().put("\uD83D", "a\uDE00b😀c\uD83D"));

    assertThat(written).isEqualTo("{\"\uFFFD\":\"a\uFFFDb😀c\uFFFD\"}");
    assertThat(Json.writeBytes(Json.text("\uD83D")))
        .isEqualTo("\"\uFFFD\"".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void wellFormedTextIsLeftAsItIs() {
    String text = "é 中 😀👍";
    assertThat(Json.wellFormed(text)).isSameAs(text);
    assertThat(Json.wellFormed("")).isEmpty();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
