package io.imbi.assistant.thread.web;

import io.imbi.assistant.identity.Anonymous;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Tells probes that the process answers. */
@Controller
@Tag(name = "status")
@Anonymous("for probes, which have no credential")
final class HealthController {

  /** That it does. */
  @Introspected
  @Schema(name = "Health")
  record HealthJson(@Schema(example = "ok") String status) {}

  @Get("/healthz")
  @Operation(operationId = "healthz", summary = "Say that the process answers")
  HealthJson health() {
    return new HealthJson("ok");
  }
}
