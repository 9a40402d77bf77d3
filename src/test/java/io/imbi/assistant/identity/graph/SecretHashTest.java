package io.imbi.assistant.identity.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes were made by the reference implementation of Argon2. */
class SecretHashTest {

  private static final String SECRET = "8Rr0secret-of_the_key";
  private static final String HASH =
      "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0MTIzNA$/3uCdc2vYVPbAm8MsobHsNhBwmFq6K8hEutZmsNp3S8";

  @ParameterizedTest
  @ValueSource(
      strings = {
        HASH,
        "$argon2i$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0MTIzNA$6bwtE9c+mxTyk8bCFrmd1tCpq0BlajPg78AvhViRwio"
      })
  void theRightSecretIsTold(String hash) {
    SecretHash parsed = SecretHash.parse(hash).orElseThrow();

    assertThat(parsed.isOf(SECRET)).isTrue();
    assertThat(parsed.isOf(SECRET + " ")).isFalse();
    assertThat(parsed.isOf("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$2b$12$abcdefghijklmnopqrstuv",
        "$argon2x$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0MTIzNA$/3uCdc2vYVPbAm8MsobHsA",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0MTIzNA",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0MTIzNA$short",
        "$argon2id$v=19$t=3,m=65536,p=4$c2FsdHNhbHRzYWx0MTIzNA$/3uCdc2vYVPbAm8MsobHsA"
      })
  void whatIsNoHashIsRefused(String text) {
    assertThat(SecretHash.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=9999999,t=3,p=4",
        "m=262145,t=3,p=4",
        "m=65536,t=17,p=4",
        "m=65536,t=0,p=4",
        "m=65536,t=3,p=17",
        "m=65536,t=3,p=0",
        "m=31,t=3,p=4"
      })
  void aCostBeyondReasonIsRefused(String cost) {
    assertThat(SecretHash.parse(HASH.replace("m=65536,t=3,p=4", cost))).isEmpty();
  }

  @Test
  void aHashIsNotShown() {
    assertThat(SecretHash.parse(HASH).orElseThrow().toString()).doesNotContain("argon2");
  }
}
