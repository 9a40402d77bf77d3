package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitleWriterTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "Teams of Acme, Teams of Acme",
        "|\"Teams of Acme.\"|, Teams of Acme",
        "one two three four five six seven, one two three four five six",
        "|  spaced\nout  |, spaced out",
        "# **Bold** move, Bold move",
        "„Teams“ of «Acme», Teams of Acme",
        "「アクメ」のチーム。, アクメ のチーム",
        "‘Who's on call’, Who's on call",
        "Don’t 'deploy' on Fridays..., Don’t deploy on Fridays",
        "a\u00A0b\u3000c d e f g, a b c d e f",
        "above\u2028below\u202Edne, above below dne",
      })
  void titlesAreTidied(String answer, String title) {
    assertThat(TitleWriter.tidy(answer)).isEqualTo(title);
  }

  @Test
  void anEmptyAnswerIsNoTitle() {
    assertThat(TitleWriter.tidy(" \"\" ")).isNull();
  }

  @Test
  void aLongTitleIsCutToAHundredCharacters() {
    assertThat(TitleWriter.tidy("😀".repeat(200)))
        .satisfies(title -> assertThat(title.length()).isLessThanOrEqualTo(200))
        .satisfies(
            title -> assertThat(title.codePointCount(0, title.length())).isLessThanOrEqualTo(100));
  }
}
