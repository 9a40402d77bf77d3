package io.imbi.assistant;

import io.imbi.assistant.deployment.Deployment;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a developer what to do with a service that has just started. */
@Singleton
final class FirstSteps implements ApplicationEventListener<ServerStartupEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(FirstSteps.class);

  private final Deployment deployment;

  FirstSteps(Deployment deployment) {
    this.deployment = deployment;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (deployment.isDevelopment()) {
      LOG.info(
          "Try it at {}/swagger-ui; the command \"token --email you@example.com --admin\" prints a"
              + " token",
          event.getSource().getURL());
    }
  }
}
