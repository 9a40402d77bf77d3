package io.imbi.assistant.desk.web;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.integration.IntegrationRuns;
import io.imbi.assistant.integration.Integrations;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is watched, and running it at once. */
@Controller("/integrations")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "integrations", description = "What the service watches by itself")
@SecurityRequirement(name = "bearer")
final class IntegrationsController {

  private final Integrations integrations;
  private final IntegrationRuns runs;

  IntegrationsController(Integrations integrations, IntegrationRuns runs) {
    this.integrations = integrations;
    this.runs = runs;
  }

  @Get
  @Operation(operationId = "listIntegrations", summary = "List every configured integration")
  @Errors.NotAuthenticated
  HttpResponse<List<Shapes.IntegrationJson>> list(@Parameter(hidden = true) Delegate caller) {
    return json(integrations.all().stream().map(Shapes.IntegrationJson::of).toList());
  }

  @Post("/{id}/run")
  @Operation(operationId = "runIntegration", summary = "Run all platforms of an integration now")
  @Errors.NotAuthenticated
  @Errors.NotFound
  @Errors.Impossible
  HttpResponse<Shapes.RunJson> run(
      @Parameter(hidden = true) Delegate caller, @PathVariable String id) {
    return run(caller, id, null);
  }

  @Post("/{id}/{platform}/run")
  @Operation(operationId = "runPlatform", summary = "Run one platform of an integration now")
  @Errors.NotAuthenticated
  @Errors.NotFound
  @Errors.Impossible
  HttpResponse<Shapes.RunJson> runPlatform(
      @Parameter(hidden = true) Delegate caller,
      @PathVariable String id,
      @PathVariable String platform) {
    return run(caller, id, platform);
  }

  private HttpResponse<Shapes.RunJson> run(Delegate caller, String id, @Nullable String platform) {
    return switch (runs.run(id, platform, caller)) {
      case IntegrationRuns.Run.Enqueued(List<UUID> tasks) ->
          json(new Shapes.RunJson(tasks, "pending"));
      case IntegrationRuns.Run.NoSuchIntegration() -> throw Problems.notFound("Integration");
      case IntegrationRuns.Run.NoSuchPlatform() -> throw Problems.notFound("Platform");
      case IntegrationRuns.Run.NothingToRun() ->
          throw Problems.badRequest("This integration has nothing to run");
    };
  }

  private static <T> HttpResponse<T> json(T body) {
    return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
