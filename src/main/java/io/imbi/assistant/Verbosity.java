package io.imbi.assistant;

import io.micronaut.context.annotation.Context;
import io.micronaut.logging.LogLevel;
import io.micronaut.logging.LoggingSystem;

/** Lets the log tell details where they are wanted. */
@Context
final class Verbosity {

  Verbosity(JimsSettings settings, LoggingSystem logging) {
    if (settings.verbose()) {
      logging.setLogLevel(Verbosity.class.getPackageName(), LogLevel.DEBUG);
    }
  }
}
