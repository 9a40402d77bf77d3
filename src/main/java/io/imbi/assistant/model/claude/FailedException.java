package io.imbi.assistant.model.claude;

import java.io.Serial;

/** Carries a {@link Failure} out of the reading of an answer; it does not leave this package. */
final class FailedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  FailedException(Failure failure) {
    super(failure.detail(), failure.cause());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
