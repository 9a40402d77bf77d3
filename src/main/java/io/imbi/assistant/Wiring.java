package io.imbi.assistant;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Beans that belong to no feature. */
@Factory
final class Wiring {

  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }
}
