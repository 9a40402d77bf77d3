package io.imbi.assistant;

import io.imbi.assistant.sandbox.Sandbox;
import io.imbi.assistant.tool.openapi.ImbiApiLocation;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Where the sandbox runs, it is the Imbi API. */
@Factory
final class SandboxLocation {

  @Singleton
  @Requires(beans = Sandbox.class)
  ImbiApiLocation sandbox(Sandbox sandbox) {
    return sandbox::baseUri;
  }
}
