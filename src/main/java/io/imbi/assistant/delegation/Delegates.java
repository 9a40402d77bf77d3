package io.imbi.assistant.delegation;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Directory;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.identity.TokenIssuer;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Those whom no directory knows. */
@Singleton
public final class Delegates {

  private static final String OPERATOR = "operator@localhost";
  private static final String LOCAL_USER = "you@localhost";
  private static final String LOCAL_NAME = "You";
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final Permissions ALL = new Permissions(true, Set.of());

  private final TokenIssuer issuer;
  private final Clock clock;
  private final Deployment deployment;
  private final BearerToken imbiToken;

  Delegates(
      JwtSecret secret,
      Clock clock,
      Deployment deployment,
      @Nullable @Value("${imbi.client.api-token:}") String imbiToken) {
    this.issuer = new TokenIssuer(secret, clock);
    this.clock = clock;
    this.deployment = deployment;
    this.imbiToken = new BearerToken(imbiToken == null ? "" : imbiToken.strip());
  }

  /**
   * Whoever has the desk's own token; acts with the service's token towards Imbi, if it has one.
   */
  public Delegate operator() {
    return new Delegate(
        new Caller(new Principal.User(OPERATOR, "Operator", ALL), imbiToken), Login.OPERATOR);
  }

  /** The developer at this machine; there is none outside development. */
  public Optional<Delegate> localUser() {
    if (!deployment.isDevelopment()) {
      return Optional.empty();
    }
    BearerToken token =
        issuer.issue(
            new Directory.AccessToken(
                LOCAL_USER,
                UUID.randomUUID().toString(),
                false,
                LOCAL_NAME,
                true,
                List.of(),
                clock.instant().plus(TOKEN_LIFE)));
    return Optional.of(
        new Delegate(
            new Caller(new Principal.User(LOCAL_USER, LOCAL_NAME, ALL), token), Login.LOCAL_USER));
  }
}
