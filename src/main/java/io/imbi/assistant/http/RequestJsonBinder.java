package io.imbi.assistant.http;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;

/** Gives a controller's method the request's body, unread. */
@Singleton
final class RequestJsonBinder implements TypedRequestArgumentBinder<RequestJson> {

  @Override
  public Argument<RequestJson> argumentType() {
    return Argument.of(RequestJson.class);
  }

  @Override
  public BindingResult<RequestJson> bind(
      ArgumentConversionContext<RequestJson> context, HttpRequest<?> source) {
    return new Bound<>(new RequestJson((ServerHttpRequest<?>) source));
  }
}
