package io.imbi.assistant.identity.claims;

import io.imbi.assistant.identity.Directory;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.identity.Refusal;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Makes the principal from the token's own claims. It knows neither revoked tokens nor API keys.
 *
 * <p>The claims {@code is_admin} and {@code permissions} decide which tools are offered and no
 * more: the API that the tools call checks for itself what the caller may do.
 */
@Singleton
@Secondary
final class ClaimsDirectory implements Directory {

  @Override
  public Lookup find(AccessToken token) {
    String displayName = token.displayName() == null ? token.subject() : token.displayName();
    var permissions = new Permissions(token.administrator(), Set.copyOf(token.permissions()));
    return new Lookup.Found(
        token.serviceAccount()
            ? new Principal.ServiceAccount(token.subject(), displayName, permissions)
            : new Principal.User(token.subject(), displayName, permissions));
  }

  @Override
  public Lookup find(ApiKey key) {
    return new Lookup.Refused(Refusal.API_KEYS_UNSUPPORTED);
  }

  @Override
  public boolean mayBlock() {
    return false;
  }
}
