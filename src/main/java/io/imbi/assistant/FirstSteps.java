package io.imbi.assistant;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.http.ListenAddress;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells a developer, on the terminal, what to do with a service that has just started. */
@Singleton
final class FirstSteps implements ApplicationEventListener<ServerStartupEvent> {

  private static final String DEVELOPER = "you@localhost";
  private static final Duration LIFE = Duration.ofDays(1);

  private final Deployment deployment;
  private final Authenticator authenticator;
  private final TokenIssuer issuer;
  private final Clock clock;
  private final boolean onlyThisMachine;

  FirstSteps(
      Deployment deployment,
      Authenticator authenticator,
      JwtSecret secret,
      Clock clock,
      ListenAddress address) {
    this.onlyThisMachine = address.onlyThisMachine();
    this.deployment = deployment;
    this.authenticator = authenticator;
    this.issuer = new TokenIssuer(secret, clock);
    this.clock = clock;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (deployment.isDevelopment()) {
      tell(event.getSource(), System.out);
    }
  }

  /** Not to the log: the address opens the chat to whoever has it. */
  private void tell(EmbeddedServer server, PrintStream terminal) {
    String token = token().map(it -> "#token=" + it.value()).orElse("");
    terminal.printf(
        "%n  Chat     %1$s/ui/chat%2$s%n  Routes   %1$s/swagger-ui%n%n", server.getURL(), token);
    terminal.flush();
  }

  /**
   * A developer's own, if the directory lets one in whom it has never heard of. Where others can
   * reach the service it stays unsaid: what a container prints, others read.
   */
  private Optional<BearerToken> token() {
    if (!onlyThisMachine) {
      return Optional.empty();
    }
    BearerToken token =
        issuer.issue(
            new AccessToken(
                DEVELOPER,
                UUID.randomUUID().toString(),
                false,
                "Developer",
                true,
                List.of(),
                clock.instant().plus(LIFE)));
    return switch (authenticator.authenticate(token)) {
      case Authentication.Authenticated _ -> Optional.of(token);
      case Authentication.Refused _, Authentication.Unavailable _ -> Optional.empty();
    };
  }
}
