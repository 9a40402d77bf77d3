package io.imbi.assistant.model.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          write a note: buy milk                            | buy milk
          Please write me a quick note:buy milk             | buy milk
          write note - buy milk                             | buy milk
          write a note saying that the build is red         | the build is red
          write a note that says: the build is red          | the build is red
          write a note for me that the build is red         | the build is red
          write a note, saying "buy milk"                   | buy milk
          write a note with the text "buy milk"             | buy milk
          write a note: with text "buy milk"                | buy milk
          write down: buy milk                              | buy milk
          write a note: at 5:30, say "no" - to Ann's team!  | at 5:30, say "no" - to Ann's team!
          write a note: that was close                      | that was close
          write a note: text Bob about the note: it is old  | text Bob about the note: it is old
          """)
  void announcedWordsAreTakenAsTheyWereSaid(String request, String words) {
    Wording wording = wording(request);

    assertThat(wording.text()).isEqualTo(words);
    assertThat(wording.announced()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          write buy milk                  | buy milk
          write a note about the outage   | about the outage
          write the note “buy milk”       | buy milk
          write "buy milk" as a note      | buy milk
          write notebooks                 | notebooks
          """)
  void otherWordsAreTheRestOrTheQuotationInIt(String request, String words) {
    Question question = Question.of(request, Set.of());
    Wording wording = question.wording(List.of("note"));

    assertThat(wording.announced()).isFalse();
    assertThat(wording.orQuotation(question.quotation())).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"write a note", "write a note:", "write", "write a note saying", "''"})
  void whereNothingFollowsThereAreNone(String request) {
    assertThat(wording(request).text()).isEmpty();
    assertThat(wording(request).announced()).isFalse();
  }

  @Test
  void linesStayLines() {
    assertThat(wording("write a note: one\n\ntwo").text()).isEqualTo("one\n\ntwo");
  }

  @Test
  void muchSpaceIsNoTrouble() {
    String space = " ".repeat(100_000);

    assertThat(wording("write a note" + space + "buy milk").text()).isEqualTo("buy milk");
    assertThat(wording("write" + space + "." + space + "x").text()).startsWith(".").endsWith("x");
  }

  private static Wording wording(String request) {
    return Question.of(request, Set.of()).wording(List.of("note"));
  }
}
