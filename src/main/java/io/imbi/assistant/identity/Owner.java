package io.imbi.assistant.identity;

/**
 * Whose data it is. Every store method takes one, so that nothing can be read or changed without
 * saying for whom.
 *
 * @param value the owner's e-mail address
 */
public record Owner(String value) {
  public Owner {
    if (value.isBlank()) {
      throw new IllegalArgumentException("An owner needs a name");
    }
  }
}
