package io.imbi.assistant.web;

import io.imbi.assistant.identity.Anonymous;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Tells that the service runs. */
@Controller
@Tag(name = "status")
@Anonymous("for probes, which have no credential")
final class StatusController {

  private final ServiceStatus status;

  StatusController(ServiceStatus status) {
    this.status = status;
  }

  @Get("/status")
  @Operation(operationId = "status", summary = "Say that the service runs, and since when")
  StatusJson status() {
    return status.now();
  }
}
