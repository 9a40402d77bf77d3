package io.imbi.assistant.identity;

import java.util.Collection;
import java.util.Set;

/**
 * What a principal may do on the platform.
 *
 * @param administrator whether every permission is granted
 * @param names the permissions granted by name, such as {@code project:read}
 */
public record Permissions(boolean administrator, Set<String> names) {

  /** The permission name that only administrators hold. */
  public static final String ADMIN = "admin";

  public static final Permissions NONE = new Permissions(false, Set.of());

  public Permissions {
    names = Set.copyOf(names);
  }

  /** Whether all of {@code required} are granted. */
  public boolean allow(Collection<String> required) {
    return administrator
        || required.stream().allMatch(name -> !name.equals(ADMIN) && names.contains(name));
  }
}
