package io.imbi.assistant.identity;

/**
 * An authenticated principal together with the credential of this one call.
 *
 * @param token what the caller presented; tools that act for the caller send it on
 */
public record Caller(Principal principal, BearerToken token) {

  /** The owner under which this caller's data is kept. */
  public Owner owner() {
    return new Owner(principal.name());
  }

  public Permissions permissions() {
    return principal.permissions();
  }
}
