package io.imbi.assistant.model.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void aListOfObjectsIsATableOfWhatTellsThemApart() {
    assertThat(
            shown(
                """
                [{"id":"1","name":"A","team":{"slug":"t","name":"T"},"links":{"a":"b"},"x":null,
                  "tags":["p","q"],"live":true},
                 {"id":"2","name":"B","team":{"slug":"u"},"links":{},"x":null,"tags":[],"live":false}]
                """))
        .isEqualTo(
            """
            2 entries:

            | name | team | tags | live |
            | --- | --- | --- | --- |
            | A | T | p, q | yes |
            | B | u |  | no |\
            """);
  }

  @Test
  void whatIsLeftOutOfALongTableIsSaid() {
    String rows =
        IntStream.range(0, 60)
            .mapToObj(i -> "{\"name\":\"n" + i + "\"}")
            .collect(Collectors.joining(",", "[", "]"));

    assertThat(shown(rows))
        .contains("60 entries", "| n49 |", "… and 10 more.")
        .doesNotContain("n50");
  }

  @Test
  void anObjectIsAListOfWhatItSays() {
    assertThat(shown("{\"name\":\"A\",\"empty\":null,\"none\":[],\"of\":{\"k\":1,\"n\":null}}"))
        .isEqualTo("- **name**: A\n- **of**: k: 1");
  }

  @Test
  void textCannotBecomeMarkupOrBreakOutOfItsCell() {
    assertThat(shown("[{\"name\":\"a|b\\n<b>*x*</b> [l](u) `c`\"}]"))
        .contains("| a\\|b \\<b\\>\\*x\\*\\</b\\> \\[l\\](u) \\`c\\` |");
  }

  @Test
  void anErrorIsShownAsItCameInABlockThatItCannotEnd() {
    assertThat(report("oh ``` no", true))
        .isEqualTo("**t**\n\nThe call failed:\n\n````\noh ``` no\n````");
  }

  @Test
  void textThatIsNoJsonIsShownAsItIsAndCutWithANotice() {
    assertThat(report("[cut off", false)).isEqualTo("**t**\n\n```\n[cut off\n```");
    assertThat(report("x".repeat(4100), false)).contains("… and 100 more characters");
  }

  @Test
  void emptinessIsSaid() {
    assertThat(shown("[]")).isEqualTo("There are none.");
    assertThat(shown("{}")).isEqualTo("Done: the answer is empty.");
    assertThat(shown("{\"lifecycle_results\":[],\"note\":null}"))
        .isEqualTo("Done: the answer is empty.");
    assertThat(report("", false)).endsWith("Done: there is nothing to show.");
  }

  @Test
  void blocksOfAResultAreReadTogether() {
    var result =
        new ContentBlock.ToolResult(
            "id",
            Json.parse(
                "[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"image\",\"data\":\"x\"}]"),
            false);

    assertThat(Outcome.of(result).text()).isEqualTo("one\n(image)");
  }

  private static String shown(String json) {
    return report(json, false).substring("**t**\n\n".length());
  }

  private static String report(String text, boolean error) {
    Outcome outcome = Outcome.of(new ContentBlock.ToolResult("id", Json.text(text), error));
    return Report.of(List.of(new Dialogue.Call("t", Json.object(), outcome, false)), List.of());
  }
}
