package io.imbi.assistant.identity.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which roles there are, which inherit from which, and what they grant. */
final class RoleBook {

  private final Map<String, Set<String>> parents = new HashMap<>();
  private final Map<String, Set<String>> grants = new HashMap<>();

  /** Not to be called once the book is shared. */
  void inherits(String role, String parent) {
    parents.computeIfAbsent(role, _ -> new HashSet<>()).add(parent);
  }

  /** Not to be called once the book is shared. */
  void grants(String role, String permission) {
    grants.computeIfAbsent(role, _ -> new HashSet<>()).add(permission);
  }

  /** What the roles and all that they inherit from grant. Roles may inherit in circles. */
  Set<String> permissionsOf(Collection<String> roles) {
    Set<String> permissions = new HashSet<>();
    Set<String> seen = new HashSet<>(roles);
    Deque<String> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      String role = next.pop();
      permissions.addAll(grants.getOrDefault(role, Set.of()));
      for (String parent : parents.getOrDefault(role, Set.of())) {
        if (seen.add(parent)) {
          next.push(parent);
        }
      }
    }
    return permissions;
  }
}
