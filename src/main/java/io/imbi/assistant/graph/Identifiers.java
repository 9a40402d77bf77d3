package io.imbi.assistant.graph;

import java.util.List;
import java.util.regex.Pattern;

/** Names that can stand in a statement without being escaped. */
final class Identifiers {

  private static final Pattern VALID = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  private Identifiers() {}

  static String check(String name) {
    if (!VALID.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a plain identifier: " + name);
    }
    return name;
  }

  static List<String> check(List<String> names) {
    names.forEach(Identifiers::check);
    return List.copyOf(names);
  }
}
