package io.imbi.assistant.identity;

/** Somebody the platform knows. */
public sealed interface Principal {

  /** What tells this principal from all others: an e-mail address or a slug. */
  String name();

  Permissions permissions();

  /**
   * A person.
   *
   * @param email identifies the user
   * @param displayName what to call them
   */
  record User(String email, String displayName, Permissions permissions) implements Principal {
    @Override
    public String name() {
      return email;
    }
  }

  /** A program that acts for itself. */
  record ServiceAccount(String slug, String displayName, Permissions permissions)
      implements Principal {
    @Override
    public String name() {
      return slug;
    }
  }
}
