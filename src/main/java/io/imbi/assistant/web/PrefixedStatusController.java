package io.imbi.assistant.web;

import io.imbi.assistant.identity.Anonymous;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;

/** The same under the prefix, for those who can reach nothing else. */
@Controller(RoutePrefix.IN_ROUTE)
@Requires(condition = RoutePrefixCondition.class)
@Anonymous("for probes, which have no credential")
final class PrefixedStatusController {

  private final ServiceStatus status;

  PrefixedStatusController(ServiceStatus status) {
    this.status = status;
  }

  @Get("/status")
  @Hidden
  StatusJson status() {
    return status.now();
  }
}
