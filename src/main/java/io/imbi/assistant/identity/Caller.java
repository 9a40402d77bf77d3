package io.imbi.assistant.identity;

import java.util.Optional;

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

  /** This caller as a person; empty for a service account. */
  public Optional<UserCaller> asUser() {
    return switch (principal) {
      case Principal.User user -> Optional.of(new UserCaller(user, token));
      case Principal.ServiceAccount _ -> Optional.empty();
    };
  }

  public Permissions permissions() {
    return principal.permissions();
  }
}
