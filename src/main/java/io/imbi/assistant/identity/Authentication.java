package io.imbi.assistant.identity;

/** The outcome of checking a credential. */
public sealed interface Authentication {

  record Authenticated(Caller caller) implements Authentication {}

  /**
   * @param detail why, in words fit for the caller; they tell an expired token from an invalid one
   *     but never reveal anything of the platform's users
   */
  record Refused(String detail) implements Authentication {}

  /**
   * The credential could not be checked because the directory could not be asked: the caller did
   * nothing wrong and may try again.
   */
  record Unavailable() implements Authentication {}
}
