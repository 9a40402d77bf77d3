package io.imbi.assistant.delegation;

import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Owner;

/** Somebody on whose behalf work is done now or later. */
public record Delegate(Caller caller, Login login) {

  public Owner owner() {
    return caller.owner();
  }

  public boolean administrator() {
    return caller.permissions().administrator();
  }

  /** Whether there is a token with which the Imbi API can be called. */
  public boolean reachesImbi() {
    return !caller.token().value().isEmpty();
  }
}
