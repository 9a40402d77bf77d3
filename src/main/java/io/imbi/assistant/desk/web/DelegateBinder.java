package io.imbi.assistant.desk.web;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.http.Bound;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;

/** Gives a controller's method whoever calls; without one the method cannot be run. */
@Singleton
final class DelegateBinder implements TypedRequestArgumentBinder<Delegate> {

  private static final String ATTRIBUTE = Delegate.class.getName();

  @Override
  public Argument<Delegate> argumentType() {
    return Argument.of(Delegate.class);
  }

  @Override
  public BindingResult<Delegate> bind(
      ArgumentConversionContext<Delegate> context, HttpRequest<?> source) {
    return new Bound<>(
        source
            .getAttribute(ATTRIBUTE, Delegate.class)
            .orElseThrow(() -> new IllegalStateException("Nobody has asked who is calling")));
  }

  static void admit(HttpRequest<?> request, Delegate delegate) {
    request.setAttribute(ATTRIBUTE, delegate);
  }
}
