package io.imbi.assistant.web;

import io.imbi.assistant.identity.Anonymous;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The document of the HTTP interface. The page to try it with is a static resource. */
@Controller("/swagger")
@Hidden
@Anonymous("it holds nothing that is not public")
final class DocumentController {

  private static final String PATH = "/swagger/imbi-assistant.yml";

  private final String document;

  DocumentController(@Property(name = RoutePrefix.URL_PROPERTY) @Nullable String url) {
    this.document = inForce(read(), RoutePrefix.of(url));
  }

  @Get
  HttpResponse<?> document() {
    return HttpResponse.temporaryRedirect(URI.create(PATH));
  }

  @Get("/imbi-assistant.yml")
  @Produces(MediaType.ALL)
  HttpResponse<String> yaml() {
    return HttpResponse.ok(document).contentType("application/yaml");
  }

  /**
   * The document is made when the service is built: it knows neither the prefix, nor that what is
   * written whatever a client accepts is JSON.
   */
  private static String inForce(String built, String prefix) {
    return built
        .replace("'*/*':", MediaType.APPLICATION_JSON + ":")
        .replace("\n  /conversations", "\n  " + prefix + "/conversations");
  }

  private static String read() {
    try (InputStream in =
        DocumentController.class.getResourceAsStream("/META-INF/swagger/imbi-assistant.yml")) {
      if (in == null) {
        throw new IllegalStateException("The build left out the document of the interface");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
