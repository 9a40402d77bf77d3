package io.imbi.assistant.identity.graph;

import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.identity.Refusal;
import java.util.Optional;
import java.util.Set;

/**
 * A principal as the graph has it.
 *
 * @param roles the slugs of its roles, in whichever organizations
 */
record Account(
    Kind kind,
    String name,
    Optional<String> displayName,
    boolean active,
    boolean administrator,
    Set<String> roles) {

  Account {
    roles = Set.copyOf(roles);
  }

  /** Only what says that it is active is active; only users can be administrators. */
  static Optional<Account> read(Kind kind, Properties node, Set<String> roles) {
    return node.text(kind.nameProperty)
        .map(
            name ->
                new Account(
                    kind,
                    name,
                    node.text("display_name").filter(text -> !text.isBlank()),
                    node.flag("is_active").orElse(false),
                    kind == Kind.USER && node.flag("is_admin").orElse(false),
                    roles));
  }

  Principal principal(Permissions permissions, Optional<String> otherDisplayName) {
    String shown = displayName.or(() -> otherDisplayName).orElse(name);
    return switch (kind) {
      case USER -> new Principal.User(name, shown, permissions);
      case SERVICE_ACCOUNT -> new Principal.ServiceAccount(name, shown, permissions);
    };
  }

  /** What kinds there are, and what each is told by. */
  enum Kind {
    USER("email", Refusal.USER_NOT_FOUND, Refusal.USER_INACTIVE),
    SERVICE_ACCOUNT("slug", Refusal.SERVICE_ACCOUNT_NOT_FOUND, Refusal.SERVICE_ACCOUNT_INACTIVE);

    private final String nameProperty;
    private final String notFound;
    private final String inactive;

    Kind(String nameProperty, String notFound, String inactive) {
      this.nameProperty = nameProperty;
      this.notFound = notFound;
      this.inactive = inactive;
    }

    String notFound() {
      return notFound;
    }

    String inactive() {
      return inactive;
    }
  }
}
