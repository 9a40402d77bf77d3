package io.imbi.assistant.tool.openapi;

import java.io.Serial;

/**
 * The API's document cannot be made into tools. The problem is told in words fit for the model and
 * the user.
 */
final class UnusableDocumentException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final String problem;

  UnusableDocumentException(String problem) {
    super(problem);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
