package io.imbi.assistant.identity;

import io.imbi.assistant.deployment.DataDirectory;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import java.nio.charset.StandardCharsets;

/** The key of the HMAC that access tokens are signed with. Its text appears nowhere. */
public final class JwtSecret {

  /** The environment variable that holds it. */
  public static final String VARIABLE = "IMBI_AUTH_JWT_SECRET";

  /** What HS256 needs to be as strong as its hash (RFC 7518, 3.2). */
  private static final int MIN_BYTES = 32;

  private final byte[] key;

  private JwtSecret(byte[] key) {
    this.key = key;
  }

  /**
   * @throws SettingException if the text is shorter than 32 bytes of UTF-8
   */
  public static JwtSecret of(String text) {
    byte[] key = text.getBytes(StandardCharsets.UTF_8);
    if (key.length < MIN_BYTES) {
      throw new SettingException(
          VARIABLE, "must have at least %d bytes, has %d".formatted(MIN_BYTES, key.length));
    }
    return new JwtSecret(key);
  }

  /**
   * The configured secret; in development, without one, a secret made up once and kept in the data
   * directory, so that tokens outlive a restart and another process signs with the same key.
   *
   * @throws SettingException if it is too short, or missing outside development
   */
  public static JwtSecret resolve(
      AuthSettings settings, Deployment deployment, DataDirectory directory) {
    String configured = settings.jwtSecret();
    if (configured != null && !configured.isEmpty()) {
      return of(configured);
    }
    if (!deployment.isDevelopment()) {
      throw new SettingException(
          VARIABLE,
          "is not set. Outside development it must hold the secret, of at least %d bytes, that"
                  .formatted(MIN_BYTES)
              + " the access tokens are signed with");
    }
    return of(new SecretFile(directory.path().resolve("jwt-secret")).readOrCreate());
  }

  byte[] bytes() {
    return key.clone();
  }

  @Override
  public String toString() {
    return "JwtSecret[***]";
  }
}
