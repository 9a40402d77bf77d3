package io.imbi.assistant.imbi;

import java.io.Serial;

/** The API gave no answer: it could not be reached, took too long, or broke off. */
public final class ImbiTransportException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  ImbiTransportException(String request, Throwable cause) {
    super(request + " got no answer: " + describe(cause), cause);
  }

  private static String describe(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
