package io.imbi.assistant.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Lines of the daily log, whatever text is in them. */
class MarkdownLineTest {

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void aLineTellsTimeEventAndDetail() {
    assertThat(MarkdownLine.of(NOON, "Note written", "hello world"))
        .isEqualTo("- `12:00:00` **Note written**: hello world");
  }

  @Test
  void foreignTextCannotBeginAnotherLine() {
    assertThat(MarkdownLine.of(NOON, "Note", "a\n- `1`\r\n# b\u2028c\u0085d\u0000e").lines())
        .containsExactly("- `12:00:00` **Note**: a - \\`1\\` \\# b c d e");
  }

  @Test
  void foreignTextIsNoMarkupNoLinkAndNoTag() {
    assertThat(MarkdownLine.of(NOON, "Note", "[x](javascript:y) <i> https://e.org WWW.e.org *b*"))
        .endsWith("\\[x\\](javascript:y) \\<i\\> https\\://e.org WWW\\.e.org \\*b\\*");
  }

  @Test
  void whatHasNoMeaningStaysReadable() {
    assertThat(
            MarkdownLine.of(NOON, "Run", "clock.local, by ann@example.com at 12:00 (2026-11-28)"))
        .endsWith(": clock.local, by ann@example.com at 12:00 (2026-11-28)");
  }

  @Test
  void whatTurnsTextAroundIsTakenOut() {
    assertThat(MarkdownLine.oneLine("safe\u202Eexe\u2066x", 100)).isEqualTo("safe exe x");
  }

  @Test
  void aLongTextIsCutBetweenCharacters() {
    assertThat(MarkdownLine.oneLine("ab😀cd", 4)).isEqualTo("ab…");
    assertThat(MarkdownLine.oneLine("abcdef", 4)).isEqualTo("abc…");
    assertThat(MarkdownLine.oneLine("abcd", 4)).isEqualTo("abcd");
  }
}
