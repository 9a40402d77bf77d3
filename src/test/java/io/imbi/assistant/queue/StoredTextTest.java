package io.imbi.assistant.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoredTextTest {

  @Test
  void anErrorIsOneLineOfALogWhateverIsInIt() {
    assertThat(StoredText.line("no\r\n12:00 INFO forged\u001b[2J"))
        .isEqualTo("no 12:00 INFO forged [2J");
    assertThat(StoredText.line("x".repeat(1000))).hasSize(300);
  }

  @Test
  void anErrorIsCutWithoutBreakingACharacter() {
    String error = StoredText.error("x".repeat(3998) + "😀" + "x");

    assertThat(error).isEqualTo("x".repeat(3998) + "\uFFFD…");
  }
}
