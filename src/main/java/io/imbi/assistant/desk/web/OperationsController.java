package io.imbi.assistant.desk.web;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.delegation.Login;
import io.imbi.assistant.http.RequestProblems;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.integration.DailyLog;
import io.imbi.assistant.queue.TaskQueue;
import io.imbi.assistant.queue.TaskState;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is going on, for the pages that show it. */
@Controller("/api")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "operations", description = "The queue, the daily log and the configuration")
@SecurityRequirement(name = "bearer")
final class OperationsController {

  private static final int DEFAULT_PAGE = 50;

  private final TaskQueue queue;
  private final DailyLog log;
  private final SettingsInForce settings;

  OperationsController(TaskQueue queue, DailyLog log, SettingsInForce settings) {
    this.queue = queue;
    this.log = log;
    this.settings = settings;
  }

  @Get("/me")
  @Operation(operationId = "me", summary = "Say who is calling")
  @Errors.NotAuthenticated
  HttpResponse<Shapes.MeJson> me(@Parameter(hidden = true) Delegate caller) {
    Principal principal = caller.caller().principal();
    String displayName =
        switch (principal) {
          case Principal.User user -> user.displayName();
          case Principal.ServiceAccount account -> account.displayName();
        };
    return json(
        new Shapes.MeJson(
            principal.name(),
            displayName,
            caller.administrator(),
            caller.login() == Login.LOCAL_USER ? "none" : "token"));
  }

  @Get("/queue")
  @Operation(
      operationId = "queueCounts",
      summary = "Count tasks by state: all to administrators, to others their own")
  @Errors.NotAuthenticated
  HttpResponse<Shapes.CountsJson> counts(@Parameter(hidden = true) Delegate caller) {
    return json(Shapes.CountsJson.of(queue.counts(visibleTo(caller))));
  }

  @Get("/queue/tasks")
  @Operation(
      operationId = "queueTasks",
      summary = "List tasks, the newest first: all to administrators, to others their own")
  @Errors.NotAuthenticated
  HttpResponse<Shapes.TasksJson> tasks(
      @Parameter(hidden = true) Delegate caller,
      @QueryValue @Nullable String state,
      @QueryValue @Nullable String before,
      @QueryValue @Nullable String limit) {
    UUID last =
        before == null
            ? null
            : Ids.parse(before)
                .orElseThrow(() -> RequestProblems.unprocessable("before: must be a task's id"));
    return json(
        new Shapes.TasksJson(
            queue
                .list(visibleTo(caller), state == null ? null : stateOf(state), last, page(limit))
                .stream()
                .map(Shapes.TaskJson::of)
                .toList()));
  }

  @Get("/logs")
  @Administrative
  @Operation(operationId = "logDays", summary = "List the days of the daily log, the latest first")
  @Errors.NotAuthenticated
  @Errors.OnlyToAdministrators
  HttpResponse<Shapes.DaysJson> days(@Parameter(hidden = true) Delegate caller) {
    return json(new Shapes.DaysJson(log.days().stream().map(LocalDate::toString).toList()));
  }

  @Get("/logs/{day}")
  @Administrative
  @Operation(operationId = "logDay", summary = "Read a day of the daily log, in Markdown")
  @Errors.NotAuthenticated
  @Errors.OnlyToAdministrators
  @Errors.NotFound
  HttpResponse<Shapes.DayJson> day(
      @Parameter(hidden = true) Delegate caller, @PathVariable String day) {
    LocalDate date;
    try {
      date = LocalDate.parse(day);
    } catch (DateTimeException _) {
      throw Problems.notFound("Day");
    }
    return log.markdown(date)
        .map(markdown -> json(new Shapes.DayJson(date.toString(), markdown)))
        .orElseThrow(() -> Problems.notFound("Day"));
  }

  @Get("/config")
  @Administrative
  @Operation(operationId = "config", summary = "Show the settings in force, without secrets")
  @Errors.NotAuthenticated
  @Errors.OnlyToAdministrators
  HttpResponse<Shapes.SettingsJson> config(@Parameter(hidden = true) Delegate caller) {
    return json(new Shapes.SettingsJson(settings.all()));
  }

  /** Whose tasks the caller sees; null for everybody's. */
  private static @Nullable String visibleTo(Delegate caller) {
    return caller.administrator() ? null : caller.owner().value();
  }

  private static TaskState stateOf(String name) {
    for (TaskState state : TaskState.values()) {
      if (state.name().toLowerCase(Locale.ROOT).equals(name)) {
        return state;
      }
    }
    throw RequestProblems.unprocessable("state: must be pending, active, done or failed");
  }

  private static int page(@Nullable String limit) {
    if (limit == null) {
      return DEFAULT_PAGE;
    }
    try {
      return Integer.parseInt(limit);
    } catch (NumberFormatException _) {
      throw RequestProblems.unprocessable("limit: must be a number");
    }
  }

  private static <T> HttpResponse<T> json(T body) {
    return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
