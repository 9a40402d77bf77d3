package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A body whose properties can be arguments of their own.
 *
 * @param properties the schemas as they were written, by name
 * @param additional the schema of further properties: false if there must be none, a missing node
 *     if nothing is said of them
 * @param nullable whether the body may be left out as a whole
 */
record BodyShape(
    Map<String, JsonNode> properties, Set<String> required, JsonNode additional, boolean nullable) {

  /** Keywords that a list of arguments cannot express. */
  private static final List<String> NOT_A_LIST =
      List.of(
          "anyOf",
          "oneOf",
          "not",
          "if",
          "const",
          "enum",
          "patternProperties",
          "propertyNames",
          "dependentRequired",
          "dependentSchemas",
          "minProperties",
          "maxProperties",
          "unevaluatedProperties");

  /** Reads a body's schema; empty if its properties cannot be arguments. */
  static Optional<BodyShape> of(Document document, JsonNode schema) {
    return of(document, schema, new IdentityHashMap<>())
        .filter(shape -> !shape.properties.isEmpty() || shape.isEmptyObject());
  }

  private static Optional<BodyShape> of(
      Document document, JsonNode written, Map<JsonNode, Boolean> above) {
    JsonNode schema = document.dereference(written);
    if (above.put(schema, true) != null) {
      return Optional.empty();
    }
    try {
      Optional<JsonNode> besideNull = besideNull(schema);
      if (besideNull.isPresent()) {
        return of(document, besideNull.get(), above)
            .map(shape -> new BodyShape(shape.properties, shape.required, shape.additional, true));
      }
      return isObject(schema) ? merged(document, schema, above) : Optional.empty();
    } finally {
      above.remove(schema);
    }
  }

  private static Optional<BodyShape> merged(
      Document document, JsonNode schema, Map<JsonNode, Boolean> above) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    JsonNode additional = schema.path("additionalProperties");
    for (JsonNode part : schema.path("allOf")) {
      Optional<BodyShape> shape = of(document, part, above);
      if (shape.isEmpty()) {
        return Optional.empty();
      }
      properties.putAll(shape.get().properties);
      required.addAll(shape.get().required);
      if (additional.isMissingNode()) {
        additional = shape.get().additional;
      }
    }
    Set<String> readOnly = SchemaConverter.readOnlyProperties(schema);
    schema
        .path("properties")
        .properties()
        .forEach(property -> properties.put(property.getKey(), property.getValue()));
    schema.path("required").forEach(name -> required.add(name.asText()));
    properties.keySet().removeAll(readOnly);
    required.retainAll(new HashSet<>(properties.keySet()));
    return Optional.of(
        new BodyShape(properties, required, additional, schema.path("nullable").asBoolean()));
  }

  private static boolean isObject(JsonNode schema) {
    JsonNode type = schema.path("type");
    boolean mayBeObject =
        type.isMissingNode()
            ? schema.has("properties") || schema.has("allOf")
            : type.asText().equals("object") || (type.size() == 1 && hasObject(type));
    return mayBeObject && NOT_A_LIST.stream().noneMatch(schema::has);
  }

  private static boolean hasObject(JsonNode types) {
    return types.valueStream().anyMatch(type -> type.asText().equals("object"));
  }

  /** The other branch of a union of one schema and null. */
  private static Optional<JsonNode> besideNull(JsonNode schema) {
    for (String keyword : List.of("anyOf", "oneOf")) {
      JsonNode branches = schema.path(keyword);
      if (branches.size() == 2 && !schema.has("properties") && !schema.has("allOf")) {
        for (int i = 0; i < 2; i++) {
          if (branches.get(i).path("type").asText().equals("null")) {
            return Optional.of(branches.get(1 - i));
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether there may be properties that the schema does not name. Only what it says outright
   * counts: what it leaves open is more likely a slip of the model than a property.
   */
  boolean isOpen() {
    return !additional.isMissingNode() && !additional.equals(BooleanNode.FALSE);
  }

  private boolean isEmptyObject() {
    return properties.isEmpty() && additional.equals(BooleanNode.FALSE);
  }
}
