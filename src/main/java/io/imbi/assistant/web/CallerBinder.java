package io.imbi.assistant.web;

import io.imbi.assistant.http.Bound;
import io.imbi.assistant.identity.Caller;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;

/** Gives a controller's method the caller; without one the method cannot be run. */
@Singleton
final class CallerBinder implements TypedRequestArgumentBinder<Caller> {

  private static final String ATTRIBUTE = Caller.class.getName();

  @Override
  public Argument<Caller> argumentType() {
    return Argument.of(Caller.class);
  }

  @Override
  public BindingResult<Caller> bind(
      ArgumentConversionContext<Caller> context, HttpRequest<?> source) {
    return new Bound<>(callerOf(source));
  }

  static void admit(HttpRequest<?> request, Caller caller) {
    request.setAttribute(ATTRIBUTE, caller);
  }

  static Caller callerOf(HttpRequest<?> request) {
    return request
        .getAttribute(ATTRIBUTE, Caller.class)
        .orElseThrow(() -> new IllegalStateException("Nobody has asked who is calling"));
  }
}
