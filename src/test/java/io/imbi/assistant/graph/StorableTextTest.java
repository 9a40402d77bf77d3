package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "é 😀",
        "\0",
        "a\0b\0",
        "\uD83D",
        "\uDE00\uD83D",
        "x\uD83Dy",
        "\uFDD0",
        "\uFDD00000",
        "\uFDD0\0",
        "\uD83D\uD83D\uDE00"
      })
  void anyTextComesBackAsItWas(String text) {
    assertThat(StorableText.decode(StorableText.encode(text))).isEqualTo(text);
  }

  @Test
  void ordinaryTextIsStoredAsItIs() {
    assertThat(StorableText.encode("Grüße 😀\t\n")).isEqualTo("Grüße 😀\t\n");
  }

  @Test
  void whatPostgresqlCannotHoldIsNotInTheStoredText() {
    assertThat(StorableText.encode("a\0b\uD800c"))
        .isEqualTo("a\uFDD00000b\uFDD0d800c")
        .doesNotContain("\0", "\uD800");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFDD0", "\uFDD0xyzw", "\uFDD012", "a\uFDD0b"})
  void textThatAnotherProgramWroteIsReadAsItIs(String stored) {
    assertThat(StorableText.decode(stored)).isEqualTo(stored);
  }
}
