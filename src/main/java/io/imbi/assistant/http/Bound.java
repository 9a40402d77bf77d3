package io.imbi.assistant.http;

import io.micronaut.core.bind.ArgumentBinder.BindingResult;
import java.util.Optional;

/** An argument that could be bound. */
public record Bound<T>(T argument) implements BindingResult<T> {

  @Override
  public Optional<T> getValue() {
    return Optional.of(argument);
  }
}
