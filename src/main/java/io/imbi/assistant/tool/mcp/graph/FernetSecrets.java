package io.imbi.assistant.tool.mcp.graph;

import com.macasaet.fernet.Key;
import com.macasaet.fernet.StringValidator;
import com.macasaet.fernet.Token;
import com.macasaet.fernet.TokenValidationException;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.tool.mcp.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;

/** Reads the secrets that Imbi encrypted: Fernet tokens, or such tokens in base64 once more. */
final class FernetSecrets {

  private static final int KEY_BYTES = 32;

  private final Key key;

  private FernetSecrets(Key key) {
    this.key = key;
  }

  /**
   * @throws SettingException if the key is not 32 bytes in base64
   */
  static FernetSecrets under(Secret key) {
    byte[] bytes =
        decode(key.value())
            .filter(decoded -> decoded.length == KEY_BYTES)
            .orElseThrow(
                () ->
                    new SettingException(
                        ConfigEncryption.VARIABLE, "must be 32 bytes in URL-safe base64"));
    return new FernetSecrets(new Key(bytes));
  }

  /** The secret; empty if it was not encrypted under this key. */
  Optional<Secret> decrypt(String stored) {
    return decryptToken(stored.strip())
        .or(
            () ->
                decode(stored)
                    .map(inner -> new String(inner, StandardCharsets.US_ASCII))
                    .flatMap(this::decryptToken));
  }

  private Optional<Secret> decryptToken(String text) {
    try {
      Token token = Token.fromString(text);
      return Optional.of(new Secret(token.validateAndDecrypt(key, new Ageless(token))));
    } catch (TokenValidationException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Takes both alphabets, with and without padding. */
  private static Optional<byte[]> decode(String base64) {
    try {
      String unpadded = base64.strip().replace('+', '-').replace('/', '_').replace("=", "");
      return Optional.of(Base64.getUrlDecoder().decode(unpadded));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What is kept does not expire: a token is read as of the moment it was made. */
  private record Ageless(Token token) implements StringValidator {

    @Override
    public Clock getClock() {
      return Clock.fixed(token.getTimestamp(), ZoneOffset.UTC);
    }
  }
}
