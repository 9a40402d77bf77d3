package io.imbi.assistant.identity.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.identity.Permissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an API key is narrowed to.
 *
 * @param names the permissions that it may use at most; none at all means it is not narrowed
 */
record Scopes(Optional<Set<String>> names) {

  static final Scopes NONE = new Scopes(Optional.empty());

  private static final Scopes NOTHING = new Scopes(Optional.of(Set.of()));

  /** No property or an empty list is no scope; what is not understood allows nothing. */
  static Scopes read(Properties key) {
    if (key.get("scopes") instanceof Nothing) {
      return NONE;
    }
    Optional<JsonNode> list = key.json("scopes").filter(JsonNode::isArray);
    if (list.isEmpty()) {
      return NOTHING;
    }
    List<String> names = key.texts("scopes");
    return list.get().isEmpty() ? NONE : new Scopes(Optional.of(Set.copyOf(new HashSet<>(names))));
  }

  /** An administrator has every permission, so of those the scopes are what is left. */
  Permissions narrow(Permissions permissions) {
    if (names.isEmpty()) {
      return permissions;
    }
    Set<String> left = new HashSet<>(names.get());
    if (!permissions.administrator()) {
      left.retainAll(permissions.names());
    }
    return new Permissions(false, left);
  }
}
