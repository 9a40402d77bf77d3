package io.imbi.assistant.sandbox;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.identity.Authenticator;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the sandbox with the service, if it is wanted. */
@Factory
final class SandboxFactory {

  private static final Logger LOG = LoggerFactory.getLogger(SandboxFactory.class);

  @Context
  @Bean(preDestroy = "close")
  @Requires(condition = SandboxWanted.class)
  Sandbox sandbox(Deployment deployment, BeanProvider<Authenticator> authenticator, Clock clock) {
    Sandbox sandbox =
        Sandbox.start(deployment, token -> authenticator.get().authenticate(token), clock);
    LOG.warn(
        "The sandbox stands in for the Imbi API at {}: a made-up company, kept in memory",
        sandbox.baseUri());
    return sandbox;
  }
}
