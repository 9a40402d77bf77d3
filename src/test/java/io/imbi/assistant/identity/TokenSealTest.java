package io.imbi.assistant.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Credentials that wait where others can read. */
class TokenSealTest {

  private static final JwtSecret SECRET = JwtSecret.of("a secret of thirty-two bytes or more");

  private final TokenSeal seal = new TokenSeal(SECRET);

  @Test
  void itOpensWithTheSameSecretAtTheSamePlace() {
    byte[] sealed = seal.seal("token", "task 1");

    assertThat(new TokenSeal(SECRET).open(sealed, "task 1")).contains("token");
  }

  @Test
  void itOpensNowhereElseAndWithNoOtherSecret() {
    byte[] sealed = seal.seal("token", "task 1");

    assertThat(seal.open(sealed, "task 2")).isEmpty();
    assertThat(
            new TokenSeal(JwtSecret.of("another secret of thirty-two bytes"))
                .open(sealed, "task 1"))
        .isEmpty();
  }

  @Test
  void whatWasChangedDoesNotOpen() {
    byte[] sealed = seal.seal("token", "task 1");
    sealed[sealed.length - 1] ^= 1;

    assertThat(seal.open(sealed, "task 1")).isEmpty();
    assertThat(seal.open(new byte[3], "task 1")).isEmpty();
  }

  @Test
  void theSameTokenIsSealedDifferentlyEachTimeAndCannotBeRead() {
    byte[] first = seal.seal("a readable token", "task 1");

    assertThat(first).isNotEqualTo(seal.seal("a readable token", "task 1"));
    assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("readable");
  }
}
