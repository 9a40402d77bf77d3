package io.imbi.assistant.ui;

import io.imbi.assistant.identity.Anonymous;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.Map;

/** Tells programs that the service is there, and shows people to its pages. */
@Controller
@Hidden
@Anonymous("for probes and for people who have only just arrived")
final class RootController {

  @Get
  @Produces(MediaType.ALL)
  HttpResponse<?> root(HttpRequest<?> request) {
    HttpResponse<?> answer =
        request.accept().contains(MediaType.TEXT_HTML_TYPE)
            ? HttpResponse.seeOther(URI.create("ui/"))
            : HttpResponse.ok(Map.of("status", "ok")).contentType(MediaType.APPLICATION_JSON_TYPE);
    return answer.toMutableResponse().header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
  }
}
