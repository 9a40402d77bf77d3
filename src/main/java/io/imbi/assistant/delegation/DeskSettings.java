package io.imbi.assistant.delegation;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the desk beside those that the platform knows.
 *
 * @param token {@code IMBI_DESK_TOKEN}: whoever has it is the operator, an administrator; at least
 *     16 characters; a secret
 */
@ConfigurationProperties("imbi.desk")
public record DeskSettings(@Nullable String token) {

  private static final int MIN_CHARS = 16;

  public DeskSettings {
    token = token == null || token.isBlank() ? null : token.strip();
    if (token != null && token.length() < MIN_CHARS) {
      throw new SettingException(
          "IMBI_DESK_TOKEN", "must have at least " + MIN_CHARS + " characters");
    }
  }

  /** Whether this is the operator's token, in a time that does not tell how much of it is. */
  public boolean isOperator(String presented) {
    return token != null
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "DeskSettings[token=" + (token == null ? "none" : "***") + "]";
  }
}
