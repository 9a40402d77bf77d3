package io.imbi.assistant.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where principals are looked up. A directory that cannot answer throws; it never guesses.
 *
 * @see Refusal
 */
public interface Directory {

  /** Whether a look-up may block, and so must stay off event loops. */
  default boolean mayBlock() {
    return true;
  }

  /** The principal that a verified access token speaks for. */
  Lookup find(AccessToken token);

  /** The principal that owns an API key; the secret is checked here. */
  Lookup find(ApiKey key);

  /** The outcome of a look-up. */
  sealed interface Lookup {
    record Found(Principal principal) implements Lookup {}

    /**
     * @param detail why, one of {@link Refusal}'s sentences
     */
    record Refused(String detail) implements Lookup {}
  }

  /**
   * The verified claims of an access token.
   *
   * @param subject claim {@code sub}: a user's e-mail address or a service account's slug
   * @param tokenId claim {@code jti}, by which tokens are revoked
   * @param serviceAccount whether {@code auth_method} is {@code client_credentials}
   * @param displayName claim {@code name}, where present
   * @param administrator claim {@code is_admin}: trusted by the claims directory only
   * @param permissions claim {@code permissions}: trusted by the claims directory only
   */
  record AccessToken(
      String subject,
      String tokenId,
      boolean serviceAccount,
      @Nullable String displayName,
      boolean administrator,
      List<String> permissions,
      Instant expiresAt) {}

  /**
   * An API key {@code ik_ID_SECRET} taken apart.
   *
   * @param keyId the public part, {@code ik_ID}
   */
  record ApiKey(String keyId, String secret) {
    @Override
    public String toString() {
      return "ApiKey[" + keyId + ", ***]";
    }
  }
}
