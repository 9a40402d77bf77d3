package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The definitions that a document's schemas refer to, and how they refer to each other. */
final class Definitions {

  private static final String PREFIX = "#/$defs/";

  private final Map<String, JsonNode> byName;
  private final Map<String, List<String>> references = new HashMap<>();
  private final Map<String, Boolean> recursive = new HashMap<>();

  /**
   * @param byName converted schemas; more may come later, but none may change
   */
  Definitions(Map<String, JsonNode> byName) {
    this.byName = byName;
  }

  JsonNode get(String name) {
    return byName.getOrDefault(name, Json.object());
  }

  /** The names that a definition refers to, each as often as it does. */
  List<String> referencesOf(String name) {
    return references.computeIfAbsent(name, key -> referencesIn(get(key)));
  }

  /** Whether a definition leads back to itself. */
  boolean isRecursive(String name) {
    return recursive.computeIfAbsent(name, this::leadsBack);
  }

  private boolean leadsBack(String name) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(referencesOf(name));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (next.equals(name)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(referencesOf(next));
      }
    }
    return false;
  }

  static List<String> referencesIn(JsonNode schema) {
    List<String> names = new ArrayList<>();
    collect(schema, names);
    return names;
  }

  private static void collect(JsonNode schema, List<String> names) {
    if (!(schema instanceof ObjectNode source)) {
      return;
    }
    String name = nameIn(source);
    if (!name.isEmpty()) {
      names.add(name);
    }
    source
        .properties()
        .forEach(
            member ->
                Keywords.schemasIn(member.getKey())
                    .ifPresent(
                        holds -> holds.schemasOf(member.getValue(), s -> collect(s, names))));
  }

  /** The name that a schema refers to; empty if it is no reference. */
  static String nameIn(ObjectNode schema) {
    JsonNode reference = schema.path("$ref");
    return reference.isTextual() ? reference.textValue().substring(PREFIX.length()) : "";
  }

  static String referenceTo(String name) {
    return PREFIX + name;
  }

  /** What stood beside a reference counts beside what the reference led to. */
  static JsonNode merge(ObjectNode beside, JsonNode target) {
    if (beside.isEmpty()) {
      return target;
    }
    if (target instanceof ObjectNode object
        && beside
            .propertyStream()
            .map(Map.Entry::getKey)
            .allMatch(key -> Keywords.isAnnotation(key) || !object.has(key))) {
      ObjectNode merged = Json.object();
      merged.setAll(object);
      merged.setAll(beside);
      return merged;
    }
    ObjectNode both = beside.deepCopy();
    ArrayNode parts = both.get("allOf") instanceof ArrayNode given ? given : both.putArray("allOf");
    parts.add(target);
    return both;
  }
}
