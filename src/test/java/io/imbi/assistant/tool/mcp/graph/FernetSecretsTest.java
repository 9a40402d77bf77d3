package io.imbi.assistant.tool.mcp.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.tool.mcp.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the key and the token, of 1985, that the Fernet specification gives as an example. */
class FernetSecretsTest {

  static final String KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
  static final String TOKEN =
      "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

  private final FernetSecrets secrets = FernetSecrets.under(new Secret(KEY));

  @Test
  void readsATokenHoweverOldItIs() {
    assertThat(secrets.decrypt(TOKEN)).contains(new Secret("hello"));
    assertThat(secrets.decrypt(" " + TOKEN + "\n")).contains(new Secret("hello"));
  }

  @Test
  void readsATokenInBase64OnceMore() {
    byte[] token = TOKEN.getBytes(StandardCharsets.US_ASCII);

    assertThat(secrets.decrypt(Base64.getEncoder().encodeToString(token)))
        .contains(new Secret("hello"));
    assertThat(secrets.decrypt(Base64.getUrlEncoder().withoutPadding().encodeToString(token)))
        .contains(new Secret("hello"));
  }

  @Test
  void takesTheKeyInEitherAlphabetAndWithoutPadding() {
    String plain = KEY.replace('-', '+').replace('_', '/').replace("=", "");

    assertThat(FernetSecrets.under(new Secret(plain)).decrypt(TOKEN)).contains(new Secret("hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "gAAAAA==", "ä", "aGVsbG8="})
  void whatIsNoTokenIsNothing(String stored) {
    assertThat(secrets.decrypt(stored)).isEmpty();
  }

  @Test
  void whatWasChangedOrEncryptedUnderAnotherKeyIsNothing() {
    assertThat(secrets.decrypt(TOKEN.replace("PmrhuV", "PmrhuW"))).isEmpty();
    var other = FernetSecrets.under(new Secret(Base64.getEncoder().encodeToString(new byte[32])));
    assertThat(other.decrypt(TOKEN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"too short", "c2hvcnQ=", "!"})
  void aKeyThatIsNoneNamesItsVariableButNotItself(String key) {
    assertThatThrownBy(() -> FernetSecrets.under(new Secret(key)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_CONFIG_ENCRYPTION_KEY: ")
        .hasMessageNotContaining(key);
  }
}
