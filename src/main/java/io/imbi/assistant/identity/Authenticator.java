package io.imbi.assistant.identity;

/** Checks bearer tokens. */
public interface Authenticator {

  /**
   * Never throws: a bad token is {@link Authentication.Refused}, a directory that fails is {@link
   * Authentication.Unavailable}.
   */
  Authentication authenticate(BearerToken token);

  /** Whether {@link #authenticate} may block, and so must stay off event loops. */
  boolean mayBlock();
}
