package io.imbi.assistant.tool.openapi;

import io.imbi.assistant.imbi.ImbiHttp;
import io.imbi.assistant.imbi.ImbiRequest;
import io.imbi.assistant.imbi.ImbiResponse;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;

/** Reaches the API, wherever it is. */
@Singleton
@Bean(preDestroy = "close")
final class ApiCalls implements AutoCloseable {

  private final ImbiHttp http = new ImbiHttp();
  private final ImbiApiLocation location;
  private final ImbiHttp.Limits documentLimits;
  private final ImbiHttp.Limits callLimits;

  ApiCalls(ImbiApiLocation location, OpenApiSettings settings) {
    this.location = location;
    this.documentLimits =
        new ImbiHttp.Limits(settings.documentTimeout(), settings.maxDocumentBytes());
    this.callLimits = new ImbiHttp.Limits(settings.callTimeout(), settings.maxResponseBytes());
  }

  URI base() {
    return location.baseUri();
  }

  ImbiResponse readDocument() throws IOException, InterruptedException {
    return http.send(
        ImbiRequest.builder("GET", base(), "/openapi.json")
            .header("Accept", "application/json")
            .build(),
        documentLimits);
  }

  ImbiResponse call(ImbiRequest request) throws IOException, InterruptedException {
    return http.send(request, callLimits);
  }

  @Override
  public void close() {
    http.close();
  }
}
