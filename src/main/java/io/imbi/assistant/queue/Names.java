package io.imbi.assistant.queue;

import io.imbi.assistant.json.Json;
import java.util.regex.Pattern;

/** Checks short texts that the database keeps in indexed columns. */
final class Names {

  private static final int MAX_CHARS = 300;
  private static final Pattern TYPE = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

  private Names() {}

  static void check(String what, String value) {
    if (value.isBlank() || value.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          what + " must have 1 to " + MAX_CHARS + " characters, and has " + value.length());
    }
    if (value.indexOf('\0') >= 0 || !Json.wellFormed(value).equals(value)) {
      throw new IllegalArgumentException(what + " holds characters that cannot be stored");
    }
  }

  static void checkType(String type) {
    check("A task type's name", type);
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "A task type's name is made of lower-case words joined by dots: " + type);
    }
  }
}
