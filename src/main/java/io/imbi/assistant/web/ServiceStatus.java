package io.imbi.assistant.web;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.Release;
import io.imbi.assistant.http.Timestamps;
import io.micronaut.context.annotation.Context;
import java.time.Clock;

/** The service's status. Made when the service starts, because it tells when that was. */
@Context
final class ServiceStatus {

  private final StatusJson status;

  ServiceStatus(Deployment deployment, Clock clock) {
    this.status =
        new StatusJson(
            deployment.environment(),
            Release.NAME,
            "ok",
            Release.version(),
            Timestamps.iso(clock.instant()));
  }

  StatusJson now() {
    return status;
  }
}
