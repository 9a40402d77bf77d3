package io.imbi.assistant.identity;

import io.imbi.assistant.deployment.DataDirectory;
import io.imbi.assistant.deployment.Deployment;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;

/** Reads the secret when the service starts, because a missing one must stop it then. */
@Factory
final class IdentityFactory {

  @Context
  JwtSecret jwtSecret(AuthSettings settings, Deployment deployment, DataDirectory directory) {
    return JwtSecret.resolve(settings, deployment, directory);
  }
}
