package io.imbi.assistant.identity;

/** A caller who is a person: what an endpoint that acts for a human asks for. */
public record UserCaller(Principal.User user, BearerToken token) {

  public Caller caller() {
    return new Caller(user, token);
  }

  public Owner owner() {
    return new Owner(user.email());
  }
}
