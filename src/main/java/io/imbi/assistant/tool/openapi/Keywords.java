package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The keywords of JSON Schema 2020-12 that a tool's schema keeps, and what their values are. */
final class Keywords {

  /** What a keyword's value consists of. */
  enum Holds {
    SCHEMA,
    SCHEMAS,
    NAMED_SCHEMAS;

    void schemasOf(JsonNode value, Consumer<JsonNode> consumer) {
      switch (this) {
        case SCHEMA -> consumer.accept(value);
        case SCHEMAS, NAMED_SCHEMAS -> value.forEach(consumer);
      }
    }
  }

  private static final Map<String, Holds> OF_SCHEMAS =
      Map.ofEntries(
          Map.entry("additionalProperties", Holds.SCHEMA),
          Map.entry("items", Holds.SCHEMA),
          Map.entry("contains", Holds.SCHEMA),
          Map.entry("not", Holds.SCHEMA),
          Map.entry("if", Holds.SCHEMA),
          Map.entry("then", Holds.SCHEMA),
          Map.entry("else", Holds.SCHEMA),
          Map.entry("propertyNames", Holds.SCHEMA),
          Map.entry("unevaluatedItems", Holds.SCHEMA),
          Map.entry("unevaluatedProperties", Holds.SCHEMA),
          Map.entry("allOf", Holds.SCHEMAS),
          Map.entry("anyOf", Holds.SCHEMAS),
          Map.entry("oneOf", Holds.SCHEMAS),
          Map.entry("prefixItems", Holds.SCHEMAS),
          Map.entry("properties", Holds.NAMED_SCHEMAS),
          Map.entry("patternProperties", Holds.NAMED_SCHEMAS),
          Map.entry("dependentSchemas", Holds.NAMED_SCHEMAS));

  /** Those of the formats that 2020-12 knows which tell a model something. */
  private static final Set<String> FORMATS =
      Set.of(
          "date-time",
          "date",
          "time",
          "duration",
          "email",
          "hostname",
          "ipv4",
          "ipv6",
          "uri",
          "uri-reference",
          "uri-template",
          "iri",
          "uuid",
          "json-pointer",
          "regex");

  private static final Map<String, Predicate<JsonNode>> OF_VALUES =
      Map.ofEntries(
          Map.entry("enum", value -> value.isArray() && !value.isEmpty()),
          Map.entry("const", value -> true),
          Map.entry("description", value -> value.isTextual() && !value.textValue().isBlank()),
          Map.entry("default", Keywords::saysSomething),
          Map.entry("deprecated", JsonNode::asBoolean),
          Map.entry("format", value -> FORMATS.contains(value.asText())),
          Map.entry("pattern", JsonNode::isTextual),
          Map.entry("contentEncoding", JsonNode::isTextual),
          Map.entry("contentMediaType", JsonNode::isTextual),
          Map.entry("minimum", JsonNode::isNumber),
          Map.entry("maximum", JsonNode::isNumber),
          Map.entry("exclusiveMinimum", JsonNode::isNumber),
          Map.entry("exclusiveMaximum", JsonNode::isNumber),
          Map.entry("multipleOf", value -> value.isNumber() && value.decimalValue().signum() > 0),
          Map.entry("minLength", Keywords::isCount),
          Map.entry("maxLength", Keywords::isCount),
          Map.entry("minItems", Keywords::isCount),
          Map.entry("maxItems", Keywords::isCount),
          Map.entry("minContains", Keywords::isCount),
          Map.entry("maxContains", Keywords::isCount),
          Map.entry("minProperties", Keywords::isCount),
          Map.entry("maxProperties", Keywords::isCount),
          Map.entry("uniqueItems", value -> value.isBoolean() && value.booleanValue()),
          Map.entry("required", Keywords::isNames),
          Map.entry(
              "dependentRequired",
              value -> value.isObject() && value.valueStream().allMatch(Keywords::isNames)));

  /** Keywords that say the same if their schema allows everything as if they are missing. */
  private static final Set<String> EMPTY_SAYS_NOTHING =
      Set.of("additionalProperties", "items", "unevaluatedItems", "unevaluatedProperties");

  private static final Set<String> ANNOTATIONS = Set.of("description", "default", "deprecated");

  private Keywords() {}

  /** Whether the keyword tells something without restricting anything. */
  static boolean isAnnotation(String keyword) {
    return ANNOTATIONS.contains(keyword);
  }

  /** Whether the keyword's one schema is worth keeping. */
  static boolean keepsSchema(String keyword, JsonNode schema) {
    return !allowsEverything(schema) || !EMPTY_SAYS_NOTHING.contains(keyword);
  }

  static boolean allowsEverything(JsonNode schema) {
    return schema.isBoolean() ? schema.booleanValue() : schema.isEmpty();
  }

  /** What schemas the keyword's value holds; empty if it holds none. */
  static Optional<Holds> schemasIn(String keyword) {
    return Optional.ofNullable(OF_SCHEMAS.get(keyword));
  }

  /** Whether a keyword without schemas is kept with this value. */
  static boolean keeps(String keyword, JsonNode value) {
    Predicate<JsonNode> isMeaningful = OF_VALUES.get(keyword);
    return isMeaningful != null && isMeaningful.test(value);
  }

  /** A default of nothing is what a missing member means anyway. */
  private static boolean saysSomething(JsonNode value) {
    return value.isNumber() || value.isBoolean() || !value.asText("").isBlank();
  }

  private static boolean isCount(JsonNode value) {
    return value.isIntegralNumber() && value.bigIntegerValue().signum() >= 0;
  }

  private static boolean isNames(JsonNode value) {
    return value.isArray() && !value.isEmpty() && value.valueStream().allMatch(JsonNode::isTextual);
  }
}
