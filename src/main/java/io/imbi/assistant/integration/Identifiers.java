package io.imbi.assistant.integration;

import java.util.regex.Pattern;

/** Names that are parts of ids, paths and task types. */
final class Identifiers {

  static final String FORM = "1 to 60 of a-z, 0-9, _ and -";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,59}");

  private Identifiers() {}

  static boolean fits(String name) {
    return NAME.matcher(name).matches();
  }

  static void check(String what, String name) {
    if (!fits(name)) {
      throw new IllegalArgumentException(what + " has " + FORM + ", and is not " + name);
    }
  }
}
