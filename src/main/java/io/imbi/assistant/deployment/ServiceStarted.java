package io.imbi.assistant.deployment;

import io.micronaut.context.event.ApplicationEvent;
import java.io.Serial;

/**
 * Published once the process does its work: it serves, or works the queue off. Who reads something
 * over the network at start-up begins then; a command that only opens the store never gets so far.
 */
public final class ServiceStarted extends ApplicationEvent {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param source what started it
   */
  public ServiceStarted(Object source) {
    super(source);
  }
}
