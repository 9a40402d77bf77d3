package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UntrustedTest {

  @Test
  void whatCanBeSeenStays() {
    String text = "Grüße, 世界 👩🏽 \t1 < 2\nnext \uFE0F line";

    assertThat(Untrusted.clean(text)).isSameAs(text);
    assertThat(Untrusted.isClean(text)).isTrue();
  }

  @Test
  void whatCannotBeSeenGoes() {
    String tags = tag('h') + tag('i') + new String(Character.toChars(0xE0100));
    String hidden = "\u0000\u0007\u001B[31m\u0085\u00AD\u200B\u200D\u200E\u2066\u202E\u2060\uFEFF";

    assertThat(Untrusted.clean("a" + tags + "b" + hidden + "c\uD800d\u3164e"))
        .isEqualTo("ab[31mcde");
    assertThat(Untrusted.isClean("a" + tags)).isFalse();
  }

  @Test
  void everyLineBreakIsOneLineFeed() {
    assertThat(Untrusted.clean("a\r\nb\rc\u2028d\u2029e")).isEqualTo("a\nb\nc\nd\ne");
    assertThat(Untrusted.line("a\r\n\r\n b\tc", 100)).isEqualTo("a b c");
  }

  @Test
  void longTextIsCutAndSaysSo() {
    assertThat(Untrusted.clean("x".repeat(100), 100)).hasSize(100).doesNotContain("…");
    assertThat(Untrusted.clean("x".repeat(101), 100)).hasSize(100).endsWith("x […]");
    assertThat(Untrusted.clean("\u200B".repeat(50) + "x".repeat(100), 100))
        .isEqualTo("x".repeat(100));
    assertThat(Untrusted.clean("x".repeat(95) + "👩".repeat(50), 100))
        .hasSizeLessThanOrEqualTo(100);
    assertThat(Untrusted.isClean(Untrusted.clean("x".repeat(95) + "👩".repeat(50), 100))).isTrue();
  }

  private static String tag(char c) {
    return new String(Character.toChars(0xE0000 + c));
  }
}
