package io.imbi.assistant.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The values of a statement's parameters. Immutable. Any text is taken and given back as it was,
 * U+0000 included; numbers must fit 64 bits.
 */
public final class Parameters {

  private static final Parameters NONE = new Parameters(Json.object());

  private final ObjectNode values;

  private Parameters(ObjectNode values) {
    this.values = values;
  }

  public static Parameters none() {
    return NONE;
  }

  public static Parameters of(String name, @Nullable String value) {
    return NONE.and(name, value);
  }

  public Parameters and(String name, @Nullable String value) {
    ObjectNode more = copy();
    more.put(name, value == null ? null : StorableText.encode(value));
    return new Parameters(more);
  }

  public Parameters and(String name, long value) {
    ObjectNode more = copy();
    more.put(name, value);
    return new Parameters(more);
  }

  public Parameters and(String name, @Nullable Boolean value) {
    ObjectNode more = copy();
    more.put(name, value);
    return new Parameters(more);
  }

  /**
   * Adds a map or a list.
   *
   * @throws IllegalArgumentException if it holds a number that does not fit 64 bits
   */
  public Parameters and(String name, JsonNode value) {
    ObjectNode more = copy();
    more.set(name, storable(value));
    return new Parameters(more);
  }

  /** All of them, as one map in {@code agtype}'s text form. */
  String asMap() {
    return Json.write(values);
  }

  /**
   * One of them in {@code agtype}'s text form.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  String asText(String name) {
    JsonNode value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The statement needs a parameter " + name);
    }
    return Json.write(value);
  }

  private ObjectNode copy() {
    ObjectNode copy = Json.object();
    copy.setAll(values);
    return copy;
  }

  private static JsonNode storable(JsonNode value) {
    if (value.isTextual()) {
      return Json.text(StorableText.encode(value.textValue()));
    }
    if (value.isObject()) {
      ObjectNode object = Json.object();
      value
          .properties()
          .forEach(
              entry -> object.set(StorableText.encode(entry.getKey()), storable(entry.getValue())));
      return object;
    }
    if (value.isArray()) {
      ArrayNode array = Json.array();
      value.forEach(item -> array.add(storable(item)));
      return array;
    }
    if (value.isNumber() && !fits(value)) {
      throw new IllegalArgumentException("A number that does not fit 64 bits goes in as text");
    }
    return value;
  }

  private static boolean fits(JsonNode number) {
    return number.isIntegralNumber()
        ? number.canConvertToLong()
        : Double.isFinite(number.doubleValue());
  }

  /** Shows no values: some are secrets. */
  @Override
  public String toString() {
    return "Parameters[" + String.join(", ", names()) + "]";
  }

  private Iterable<String> names() {
    return values::fieldNames;
  }
}
