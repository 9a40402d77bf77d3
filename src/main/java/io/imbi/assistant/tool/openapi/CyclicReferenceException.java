package io.imbi.assistant.tool.openapi;

import java.io.Serial;

/** A reference that leads back to itself and so to nothing. */
final class CyclicReferenceException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String reference;

  CyclicReferenceException(String reference) {
    super(reference);
    this.reference = reference;
  }

  UnusableDocumentException asUnusable() {
    return new UnusableDocumentException("the reference " + reference + " leads back to itself");
  }
}
