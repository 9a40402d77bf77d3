package io.imbi.assistant.identity;

/** Checks bearer tokens. Blocking: call it on a virtual thread, never on an event loop. */
public interface Authenticator {

  /** Never throws for a bad token: every failure is a {@link Authentication.Refused}. */
  Authentication authenticate(BearerToken token);
}
