package io.imbi.assistant;

import io.imbi.assistant.deployment.ServiceStarted;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Tells the others when the HTTP server listens. */
@Singleton
final class ServingStart implements ApplicationEventListener<ServerStartupEvent> {

  private final ApplicationEventPublisher<ServiceStarted> publisher;

  ServingStart(ApplicationEventPublisher<ServiceStarted> publisher) {
    this.publisher = publisher;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    publisher.publishEvent(new ServiceStarted(event.getSource()));
  }
}
