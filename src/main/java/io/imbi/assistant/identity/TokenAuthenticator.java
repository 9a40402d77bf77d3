package io.imbi.assistant.identity;

import io.imbi.assistant.identity.Directory.ApiKey;
import io.imbi.assistant.identity.Directory.Lookup;
import io.imbi.assistant.identity.JwtVerifier.Verification;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells access tokens from API keys and asks the directory who stands behind them. */
@Singleton
final class TokenAuthenticator implements Authenticator {

  private static final Logger LOG = LoggerFactory.getLogger(TokenAuthenticator.class);

  private final JwtVerifier tokens;
  private final Directory directory;

  TokenAuthenticator(JwtSecret secret, Clock clock, Directory directory) {
    this.tokens = new JwtVerifier(secret, clock);
    this.directory = directory;
  }

  @Override
  public Authentication authenticate(BearerToken token) {
    if (token.value().startsWith(ApiKeys.PREFIX)) {
      Optional<ApiKey> key = ApiKeys.parse(token.value());
      return key.isEmpty()
          ? new Authentication.Refused(Refusal.API_KEY_INVALID)
          : lookUp(token, () -> directory.find(key.get()));
    }
    return switch (tokens.verify(token.value())) {
      case Verification.Rejected(var detail) -> new Authentication.Refused(detail);
      case Verification.Verified(var claims) -> lookUp(token, () -> directory.find(claims));
    };
  }

  @Override
  public boolean mayBlock() {
    return directory.mayBlock();
  }

  private static Authentication lookUp(BearerToken token, Supplier<Lookup> lookup) {
    Lookup found;
    try {
      found = lookup.get();
    } catch (RuntimeException e) {
      LOG.error("The directory could not be asked who is calling", e);
      return new Authentication.Unavailable();
    }
    return switch (found) {
      case Lookup.Found(var principal) ->
          new Authentication.Authenticated(new Caller(principal, token));
      case Lookup.Refused(var detail) -> new Authentication.Refused(detail);
    };
  }
}
