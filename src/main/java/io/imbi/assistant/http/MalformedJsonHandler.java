package io.imbi.assistant.http;

import io.imbi.assistant.json.MalformedJsonException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** A body that is not JSON is the sender's fault. */
@Singleton
final class MalformedJsonHandler
    implements ExceptionHandler<MalformedJsonException, HttpResponse<?>> {

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public HttpResponse<?> handle(HttpRequest request, MalformedJsonException exception) {
    String message = exception.getMessage();
    return HttpResponse.status(HttpStatus.UNPROCESSABLE_ENTITY)
        .body(new ErrorJson(message == null ? "Malformed JSON" : message))
        .contentType(MediaType.APPLICATION_JSON_TYPE);
  }
}
