package io.imbi.assistant.ui;

import io.imbi.assistant.identity.Anonymous;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;

/** The pages' shells. */
@Controller("/ui")
@Produces("text/html;charset=utf-8")
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
@Anonymous("a shell holds nothing; what is shown in it is asked for with a credential")
final class PagesController {

  private static final String FOLDER = "/ui";

  private final Shells shells;

  PagesController(Shells shells) {
    this.shells = shells;
  }

  /** Without the slash at the end all relative links would lead beside the folder. */
  @Get
  HttpResponse<?> dashboard(HttpRequest<?> request) {
    return request.getPath().equals(FOLDER)
        ? HttpResponse.redirect(URI.create("ui/"))
        : page(Page.DASHBOARD);
  }

  @Get("/chat")
  HttpResponse<?> chat() {
    return page(Page.CHAT);
  }

  @Get("/queue")
  HttpResponse<?> queue() {
    return page(Page.QUEUE);
  }

  @Get("/logs")
  HttpResponse<?> logs() {
    return page(Page.LOGS);
  }

  @Get("/config")
  HttpResponse<?> config() {
    return page(Page.CONFIG);
  }

  private HttpResponse<String> page(Page page) {
    return HttpResponse.ok(shells.of(page));
  }
}
