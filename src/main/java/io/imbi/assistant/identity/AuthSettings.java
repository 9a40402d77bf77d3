package io.imbi.assistant.identity;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are checked.
 *
 * @param jwtSecret {@code IMBI_AUTH_JWT_SECRET}: shared with whoever issues the access tokens;
 *     without it {@link JwtSecret#resolve} decides
 */
@ConfigurationProperties("imbi.auth")
public record AuthSettings(@Nullable String jwtSecret) {

  @Override
  public String toString() {
    return "AuthSettings[jwtSecret=" + (jwtSecret == null ? "none" : "***") + "]";
  }
}
