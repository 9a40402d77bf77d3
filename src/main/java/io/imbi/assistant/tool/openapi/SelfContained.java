package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Completes one tool's schema with what it refers to. A definition that is used once, or is hardly
 * longer than a reference, takes the reference's place; recursive ones, and those that would be
 * repeated, go under {@code $defs}.
 */
final class SelfContained {

  private static final int HARDLY_LONGER_CHARS = 60;

  private final Definitions definitions;
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, JsonNode> completed = new HashMap<>();
  private final Set<String> kept = new HashSet<>();
  private final Deque<String> toWrite = new ArrayDeque<>();

  private SelfContained(Definitions definitions) {
    this.definitions = definitions;
  }

  /** A copy of {@code schema} in which every reference leads to something within it. */
  static ObjectNode of(ObjectNode schema, Definitions definitions) {
    var work = new SelfContained(definitions);
    work.countUses(schema);
    ObjectNode result = work.completeMembers(schema);
    ObjectNode written = Json.object();
    while (!work.toWrite.isEmpty()) {
      String name = work.toWrite.pop();
      written.set(name, work.completed(name));
    }
    if (!written.isEmpty()) {
      result.set("$defs", written);
    }
    return result;
  }

  private void countUses(ObjectNode schema) {
    Deque<String> open = new ArrayDeque<>(Definitions.referencesIn(schema));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (uses.merge(name, 1, Integer::sum) == 1) {
        open.addAll(definitions.referencesOf(name));
      }
    }
  }

  private JsonNode complete(JsonNode schema) {
    if (!(schema instanceof ObjectNode source)) {
      return schema;
    }
    ObjectNode out = completeMembers(source);
    String name = Definitions.nameIn(source);
    if (name.isEmpty() || isKept(name)) {
      return out;
    }
    out.remove("$ref");
    return Definitions.merge(out, completed(name));
  }

  private ObjectNode completeMembers(ObjectNode source) {
    ObjectNode out = Json.object();
    source
        .properties()
        .forEach(
            member ->
                out.set(
                    member.getKey(),
                    Keywords.schemasIn(member.getKey())
                        .map(holds -> complete(holds, member.getValue()))
                        .orElse(member.getValue())));
    return out;
  }

  private JsonNode complete(Keywords.Holds holds, JsonNode value) {
    return switch (holds) {
      case SCHEMA -> complete(value);
      case SCHEMAS -> {
        ArrayNode schemas = Json.array();
        value.forEach(schema -> schemas.add(complete(schema)));
        yield schemas;
      }
      case NAMED_SCHEMAS -> {
        ObjectNode schemas = Json.object();
        value
            .properties()
            .forEach(member -> schemas.set(member.getKey(), complete(member.getValue())));
        yield schemas;
      }
    };
  }

  private boolean isKept(String name) {
    if (kept.contains(name)) {
      return true;
    }
    boolean keep =
        definitions.isRecursive(name)
            || (uses.getOrDefault(name, 0) > 1
                && Json.write(completed(name)).length() > HARDLY_LONGER_CHARS);
    if (keep) {
      kept.add(name);
      toWrite.add(name);
    }
    return keep;
  }

  private JsonNode completed(String name) {
    JsonNode known = completed.get(name);
    if (known == null) {
      known = complete(definitions.get(name));
      completed.put(name, known);
    }
    return known;
  }
}
