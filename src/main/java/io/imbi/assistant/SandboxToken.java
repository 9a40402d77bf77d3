package io.imbi.assistant;

import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.imbi.assistant.sandbox.Sandbox;
import io.imbi.assistant.thread.ServiceToken;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Where the sandbox is the Imbi API, the service lets itself in. */
@Singleton
@Requires(beans = Sandbox.class)
final class SandboxToken implements ServiceToken {

  private static final Duration LASTS = Duration.ofHours(1);

  private final TokenIssuer issuer;
  private final Clock clock;

  SandboxToken(JwtSecret secret, Clock clock) {
    this.issuer = new TokenIssuer(secret, clock);
    this.clock = clock;
  }

  @Override
  public BearerToken current() {
    return issuer.issue(
        new AccessToken(
            "chat-api",
            UUID.randomUUID().toString(),
            true,
            "an external system",
            true,
            List.of(),
            clock.instant().plus(LASTS)));
  }
}
