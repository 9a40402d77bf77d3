package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.InputSchemas;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes of what a server gives as a tool's input schema one that a model's API takes. What cannot
 * be mended without changing what arguments mean is refused, and with it the tool.
 */
final class SchemaMender {

  private static final int MAX_SCHEMA_CHARS = 32 * 1024;
  private static final int MAX_DESCRIPTION_CHARS = 2_000;

  /** Keywords for people and models only. */
  private static final Set<String> PROSE = Set.of("description", "title", "$comment");

  /** Keywords at the top that the model's API does not take; the server checks them itself. */
  private static final List<String> LEFT_OUT_AT_THE_TOP =
      List.of("$schema", "$id", "oneOf", "anyOf", "allOf");

  private SchemaMender() {}

  /** What became of a schema. */
  sealed interface Mended {
    record Usable(ObjectNode schema) implements Mended {}

    /**
     * @param why such as {@code its input schema is too large}
     */
    record Unusable(String why) implements Mended {}
  }

  static Mended mend(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return new Mended.Usable(withProperties(Json.object().put("type", "object")));
    }
    if (!(given instanceof ObjectNode original)) {
      return new Mended.Unusable("its input schema is not a JSON object");
    }
    if (Json.write(original).length() > MAX_SCHEMA_CHARS) {
      return new Mended.Unusable(
          "its input schema has more than %d characters".formatted(MAX_SCHEMA_CHARS));
    }
    ObjectNode schema = original.deepCopy();
    if (!isOrCanBeObject(schema.path("type"))) {
      return new Mended.Unusable("its input schema is not an object's");
    }
    schema.remove(LEFT_OUT_AT_THE_TOP);
    return problem(schema)
        .or(() -> InputSchemas.problem(withProperties(schema.put("type", "object"))))
        .<Mended>map(
            problem -> new Mended.Unusable("its input schema: " + Untrusted.line(problem, 200)))
        .orElseGet(() -> new Mended.Usable(schema));
  }

  private static boolean isOrCanBeObject(JsonNode type) {
    if (type instanceof ArrayNode types) {
      for (JsonNode one : types) {
        if (one.asText().equals("object")) {
          return true;
        }
      }
      return false;
    }
    return type.isMissingNode() || type.isNull() || type.asText().equals("object");
  }

  private static ObjectNode withProperties(ObjectNode schema) {
    if (!schema.path("properties").isObject()) {
      schema.putObject("properties");
    }
    return schema;
  }

  /** Cleans the prose, in place, and looks for what cannot be cleaned. */
  private static Optional<String> problem(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (var member : object.properties()) {
        String name = member.getKey();
        JsonNode value = member.getValue();
        if (!Untrusted.isClean(name)) {
          return Optional.of("a name has hidden characters");
        }
        if (PROSE.contains(name) && value.isTextual()) {
          object.put(name, Untrusted.clean(value.textValue(), MAX_DESCRIPTION_CHARS));
        } else if (name.endsWith("$ref") || name.equals("$dynamicRef")) {
          if (value.isTextual() && !value.textValue().startsWith("#")) {
            return Optional.of("it refers to another document");
          }
        } else {
          Optional<String> within = problem(value);
          if (within.isPresent()) {
            return within;
          }
        }
      }
      return Optional.empty();
    }
    if (node instanceof ArrayNode array) {
      for (JsonNode element : array) {
        Optional<String> within = problem(element);
        if (within.isPresent()) {
          return within;
        }
      }
      return Optional.empty();
    }
    return node.isTextual() && !Untrusted.isClean(node.textValue())
        ? Optional.of("a value has hidden characters")
        : Optional.empty();
  }
}
