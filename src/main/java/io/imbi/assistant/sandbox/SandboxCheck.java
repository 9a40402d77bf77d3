package io.imbi.assistant.sandbox;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;

/** Stops the start where the setting is wrong. */
@Context
final class SandboxCheck {

  SandboxCheck(Environment environment) {
    SandboxWanted.decide(environment);
  }
}
