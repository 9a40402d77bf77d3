package io.imbi.assistant.identity;

/** The outcome of checking a credential. */
public sealed interface Authentication {

  record Authenticated(Caller caller) implements Authentication {}

  /**
   * @param detail why, in words fit for the caller; they tell an expired token from an invalid one
   *     but never reveal anything of the platform's users
   */
  record Refused(String detail) implements Authentication {}
}
