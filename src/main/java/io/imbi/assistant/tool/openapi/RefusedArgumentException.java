package io.imbi.assistant.tool.openapi;

import java.io.Serial;

/** An argument that cannot be sent. The problem names it and is told in words fit for the model. */
final class RefusedArgumentException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String problem;

  RefusedArgumentException(String problem) {
    super(problem);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
