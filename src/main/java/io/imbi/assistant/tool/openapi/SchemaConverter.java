package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a document's schemas, of OpenAPI 3.0 or 3.1, as lean JSON Schema 2020-12. Every schema
 * that is referred to becomes one definition, converted once for all tools; {@link SelfContained}
 * brings those that a tool needs into its schema.
 *
 * <p>What it returns is shared and must not be changed.
 */
final class SchemaConverter {

  private static final Set<String> TYPES =
      Set.of("string", "number", "integer", "boolean", "object", "array", "null");

  private static final JsonNode NULL_TYPE = Json.object().put("type", "null");

  /** Keywords whose meaning changes if null is let in beside them. */
  private static final List<String> NOT_MERGED =
      List.of("$ref", "const", "anyOf", "oneOf", "allOf", "not", "if");

  private final Document document;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, JsonNode> definitions = new HashMap<>();
  private final Deque<Document.Target> waiting = new ArrayDeque<>();

  SchemaConverter(Document document) {
    this.document = document;
  }

  /** The schema, whose references lead to {@link #definitions}. */
  JsonNode convert(JsonNode schema) {
    JsonNode converted = write(schema);
    while (!waiting.isEmpty()) {
      Document.Target target = waiting.pop();
      definitions.put(nameOf(target), write(target.node()));
    }
    return converted;
  }

  /** All that converted schemas refer to, by name. */
  Map<String, JsonNode> definitions() {
    return definitions;
  }

  /** The schema of a parameter: there, null can only mean to leave it out. */
  JsonNode convertParameter(JsonNode schema) {
    return withoutNull(convert(schema));
  }

  private JsonNode write(JsonNode schema) {
    if (schema.isBoolean()) {
      return schema;
    }
    if (!(schema instanceof ObjectNode source)) {
      return Json.object();
    }
    ObjectNode out = Json.object();
    if (source.path("$ref").isTextual()) {
      refer(source.path("$ref").textValue()).ifPresent(ref -> out.put("$ref", ref));
      if (document.isVersion30()) {
        keepValue(out, "description", source.path("description"));
        return out;
      }
    }
    writeType(source, out);
    Set<String> readOnly = readOnlyProperties(source);
    source
        .properties()
        .forEach(
            member -> {
              String keyword = member.getKey();
              Keywords.schemasIn(keyword)
                  .ifPresentOrElse(
                      holds -> keepSchemas(out, keyword, holds, member.getValue(), readOnly),
                      () -> keepValue(out, keyword, member.getValue()));
            });
    writeBound(source, out, "minimum", "exclusiveMinimum");
    writeBound(source, out, "maximum", "exclusiveMaximum");
    keepRequired(out, readOnly);
    ObjectNode simplified = mergeSingle(mergeUnion(out));
    return source.path("nullable").asBoolean() ? nullable(simplified) : simplified;
  }

  private Optional<String> refer(String reference) {
    return document
        .resolve(reference)
        .map(
            target -> {
              if (!names.containsKey(target.pointer())) {
                waiting.push(target);
              }
              return Definitions.referenceTo(nameOf(target));
            });
  }

  private String nameOf(Document.Target target) {
    return names.computeIfAbsent(
        target.pointer(),
        pointer -> {
          String last = pointer.substring(pointer.lastIndexOf('/') + 1);
          String name = last.replaceAll("[^A-Za-z0-9._-]", "_");
          String unique = name;
          for (int n = 2; names.containsValue(unique); n++) {
            unique = name + "_" + n;
          }
          return unique;
        });
  }

  private static void writeType(ObjectNode source, ObjectNode out) {
    Set<String> types = new LinkedHashSet<>();
    JsonNode type = source.path("type");
    (type.isArray() ? type : Json.array().add(type))
        .forEach(
            each -> {
              if (TYPES.contains(each.asText())) {
                types.add(each.asText());
              }
            });
    putTypes(out, types);
  }

  private static void putTypes(ObjectNode out, Set<String> types) {
    if (types.size() == 1) {
      out.put("type", types.iterator().next());
    } else if (!types.isEmpty()) {
      ArrayNode array = out.putArray("type");
      types.forEach(array::add);
    }
  }

  private static void keepValue(ObjectNode out, String keyword, JsonNode value) {
    if (Keywords.keeps(keyword, value)) {
      out.set(
          keyword, keyword.equals("description") ? Json.text(value.textValue().strip()) : value);
    }
  }

  private void keepSchemas(
      ObjectNode out, String keyword, Keywords.Holds holds, JsonNode value, Set<String> readOnly) {
    switch (holds) {
      case SCHEMA -> {
        if (value instanceof ArrayNode tuple) {
          keepSchemas(out, "prefixItems", Keywords.Holds.SCHEMAS, tuple, readOnly);
          return;
        }
        JsonNode schema = write(value);
        if (Keywords.keepsSchema(keyword, schema)) {
          out.set(keyword, schema);
        }
      }
      case SCHEMAS -> {
        ArrayNode schemas = Json.array();
        value.forEach(schema -> schemas.add(write(schema)));
        boolean anythingGoes =
            keyword.equals("anyOf") && schemas.valueStream().anyMatch(Keywords::allowsEverything);
        if (!schemas.isEmpty() && !anythingGoes) {
          out.set(keyword, schemas);
        }
      }
      case NAMED_SCHEMAS -> {
        ObjectNode schemas = Json.object();
        value
            .properties()
            .forEach(
                member -> {
                  if (!keyword.equals("properties") || !readOnly.contains(member.getKey())) {
                    schemas.set(member.getKey(), write(member.getValue()));
                  }
                });
        if (!schemas.isEmpty()) {
          out.set(keyword, schemas);
        }
      }
    }
  }

  /** Properties that the API sets itself and that must not be sent to it. */
  static Set<String> readOnlyProperties(JsonNode schema) {
    Set<String> readOnly = new HashSet<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            member -> {
              if (member.getValue().path("readOnly").asBoolean()) {
                readOnly.add(member.getKey());
              }
            });
    return readOnly;
  }

  private static void keepRequired(ObjectNode out, Set<String> readOnly) {
    if (!(out.get("required") instanceof ArrayNode required)) {
      return;
    }
    Set<String> kept = new LinkedHashSet<>();
    required.forEach(name -> kept.add(name.textValue()));
    kept.removeAll(readOnly);
    out.remove("required");
    if (!kept.isEmpty()) {
      ArrayNode array = out.putArray("required");
      kept.forEach(array::add);
    }
  }

  /** In 3.0 an exclusive bound is a flag beside the bound; in JSON Schema it is the bound. */
  private static void writeBound(
      ObjectNode source, ObjectNode out, String bound, String exclusive) {
    if (source.path(exclusive).isBoolean()
        && source.path(exclusive).booleanValue()
        && out.has(bound)) {
      out.set(exclusive, out.remove(bound));
    }
  }

  /** Writes a union of types, or of one schema and null, without branches. */
  private static ObjectNode mergeUnion(ObjectNode schema) {
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (schema.get(keyword) instanceof ArrayNode branches && !schema.has("type")) {
        if (keyword.equals("anyOf")
            && branches.valueStream().allMatch(SchemaConverter::isTypeOnly)) {
          Set<String> types = new LinkedHashSet<>();
          branches.forEach(branch -> types.addAll(types(branch)));
          ObjectNode merged = Json.object();
          putTypes(merged, types);
          return overlaid(merged, schema, keyword);
        }
        Optional<ObjectNode> other = besideNull(branches);
        if (other.isPresent() && canMerge(other.get(), schema, keyword)) {
          return overlaid(withNull(other.get()), schema, keyword);
        }
      }
    }
    return schema;
  }

  private static Optional<ObjectNode> besideNull(ArrayNode branches) {
    if (branches.size() != 2) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      if (branches.get(i).equals(NULL_TYPE) && branches.get(1 - i) instanceof ObjectNode other) {
        return Optional.of(other);
      }
    }
    return Optional.empty();
  }

  private static boolean canMerge(ObjectNode branch, ObjectNode schema, String keyword) {
    return branch.has("type")
        && NOT_MERGED.stream().noneMatch(branch::has)
        && schema
            .propertyStream()
            .map(Map.Entry::getKey)
            .allMatch(key -> key.equals(keyword) || Keywords.isAnnotation(key) || !branch.has(key));
  }

  /** {@code schema} without {@code keyword}, laid over what has taken that keyword's place. */
  private static ObjectNode overlaid(ObjectNode merged, ObjectNode schema, String keyword) {
    ObjectNode result = merged.deepCopy();
    schema
        .properties()
        .forEach(
            member -> {
              if (!member.getKey().equals(keyword)) {
                result.set(member.getKey(), member.getValue());
              }
            });
    return result;
  }

  /** {@code allOf}, {@code anyOf} or {@code oneOf} of one schema is that schema. */
  private static ObjectNode mergeSingle(ObjectNode schema) {
    for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
      if (schema.path(keyword).size() == 1
          && schema.path(keyword).get(0) instanceof ObjectNode only
          && only.propertyStream()
              .map(Map.Entry::getKey)
              .allMatch(key -> Keywords.isAnnotation(key) || !schema.has(key))) {
        return overlaid(only, schema, keyword);
      }
    }
    return schema;
  }

  private static ObjectNode nullable(ObjectNode schema) {
    if (schema.has("type") && NOT_MERGED.stream().noneMatch(schema::has)) {
      return withNull(schema);
    }
    boolean allowsNullAlready = schema.isEmpty() || types(schema).contains("null");
    if (allowsNullAlready) {
      return schema;
    }
    ObjectNode union = Json.object();
    ObjectNode branch = schema.deepCopy();
    JsonNode description = branch.remove("description");
    if (description != null) {
      union.set("description", description);
    }
    union.putArray("anyOf").add(branch).add(NULL_TYPE);
    return union;
  }

  private static ObjectNode withNull(ObjectNode schema) {
    ObjectNode result = schema.deepCopy();
    Set<String> types = types(schema);
    types.add("null");
    putTypes(result, types);
    if (result.get("enum") instanceof ArrayNode values
        && values.valueStream().noneMatch(JsonNode::isNull)) {
      values.addNull();
    }
    return result;
  }

  private static JsonNode withoutNull(JsonNode schema) {
    if (!(schema instanceof ObjectNode source)) {
      return schema;
    }
    ObjectNode result = source.deepCopy();
    Set<String> types = types(source);
    if (types.size() > 1 && types.remove("null")) {
      putTypes(result, types);
    }
    for (String keyword : List.of("enum", "anyOf", "oneOf")) {
      if (result.get(keyword) instanceof ArrayNode values) {
        ArrayNode kept = Json.array();
        values.forEach(
            value -> {
              if (!value.isNull() && !value.equals(NULL_TYPE)) {
                kept.add(value);
              }
            });
        if (!kept.isEmpty()) {
          result.set(keyword, kept);
        }
      }
    }
    return mergeSingle(result);
  }

  private static boolean isTypeOnly(JsonNode schema) {
    return schema.size() == 1 && schema.has("type");
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new LinkedHashSet<>();
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    } else {
      type.forEach(each -> types.add(each.textValue()));
    }
    return types;
  }
}
