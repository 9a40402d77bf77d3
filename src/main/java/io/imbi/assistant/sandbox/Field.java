package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.imbi.assistant.json.Json;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A member of a document that clients write.
 *
 * @param rule what its value must be
 * @param required whether it must be there
 * @param fallback its value where it is left out; where that is null, null may be written too
 */
record Field(String name, Rule rule, boolean required, JsonNode fallback) {

  private static final Rule.Text LINE = new Rule.Text(1, 200, Pattern.compile("\\S(?:.*\\S)?"));
  private static final Rule.Text PROSE = new Rule.Text(0, 4000, Pattern.compile("(?s).*"));
  private static final Rule.Text SLUG =
      new Rule.Text(1, 64, Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*"));

  static Field line(String name) {
    return optional(name, LINE);
  }

  static Field prose(String name) {
    return optional(name, PROSE);
  }

  static Field slug(String name) {
    return optional(name, SLUG);
  }

  static Field pattern(String name, String pattern) {
    return optional(name, new Rule.Text(1, 100, Pattern.compile(pattern)));
  }

  static Field choice(String name, String... values) {
    return optional(name, new Rule.Choice(List.of(values)));
  }

  static Field flag(String name, boolean fallback) {
    return new Field(name, new Rule.Flag(), false, Json.tree(fallback));
  }

  static Field whole(String name, int min, int max, int fallback) {
    return new Field(name, new Rule.Whole(min, max), false, Json.tree(fallback));
  }

  static Field decimal(String name, int min, int max) {
    return optional(name, new Rule.Decimal(min, max));
  }

  static Field slugs(String name) {
    return new Field(name, new Rule.Texts(SLUG), false, Json.array());
  }

  static Field textMap(String name) {
    return new Field(name, new Rule.TextMap(LINE), false, Json.object());
  }

  static Field objectMap(String name) {
    return new Field(name, new Rule.ObjectMap(), false, Json.object());
  }

  Field mandatory() {
    return new Field(name, rule, true, fallback);
  }

  /** What is wrong with the value that stands under this field's name. */
  List<Problem> check(JsonNode value, List<String> at) {
    boolean cleared = value.isNull() && fallback.isNull() && !required;
    return cleared ? List.of() : rule.check(value, at);
  }

  private static Field optional(String name, Rule rule) {
    return new Field(name, rule, false, NullNode.instance);
  }
}
