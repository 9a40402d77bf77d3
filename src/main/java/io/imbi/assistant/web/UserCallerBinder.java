package io.imbi.assistant.web;

import io.imbi.assistant.http.Bound;
import io.imbi.assistant.identity.UserCaller;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;

/** Gives a controller's method the person who calls; without one the method cannot be run. */
@Singleton
final class UserCallerBinder implements TypedRequestArgumentBinder<UserCaller> {

  @Override
  public Argument<UserCaller> argumentType() {
    return Argument.of(UserCaller.class);
  }

  @Override
  public BindingResult<UserCaller> bind(
      ArgumentConversionContext<UserCaller> context, HttpRequest<?> source) {
    return new Bound<>(
        CallerBinder.callerOf(source)
            .asUser()
            .orElseThrow(() -> new IllegalStateException("A service account got this far")));
  }
}
