package io.imbi.assistant.web;

import io.micronaut.core.bind.ArgumentBinder.BindingResult;
import java.util.Optional;

/** An argument that could be bound. */
record Bound<T>(T argument) implements BindingResult<T> {

  @Override
  public Optional<T> getValue() {
    return Optional.of(argument);
  }
}
