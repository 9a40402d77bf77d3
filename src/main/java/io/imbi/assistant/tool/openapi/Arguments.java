package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.InputSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gathers the arguments of one tool: what the model sees of them, and where each goes. A body's
 * property keeps its name; a parameter of that name, or of another parameter's, says where it goes.
 */
final class Arguments {

  private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9_.-]");
  private static final int MAX_NAME_CHARS = 64;

  private final Set<String> bodyProperties;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final ObjectNode properties = Json.object();
  private final List<String> required = new ArrayList<>();

  /**
   * @param bodyProperties the names that belong to the body
   */
  Arguments(Set<String> bodyProperties) {
    this.bodyProperties = bodyProperties;
  }

  void addParameter(String name, String in, Slot slot, JsonNode schema, boolean isRequired) {
    String wanted =
        bodyProperties.contains(name) || slots.containsKey(allowed(name)) ? name + "__" + in : name;
    add(wanted, slot, schema, isRequired);
  }

  void addToBody(String name, Slot slot, JsonNode schema, boolean isRequired) {
    add(name, slot, schema, isRequired);
  }

  Map<String, Slot> slots() {
    return slots;
  }

  /**
   * The schema of all arguments together.
   *
   * @param additional of arguments without a name; a missing node if there are none
   */
  ObjectNode schema(JsonNode additional) {
    ObjectNode schema = Json.object().put("type", "object");
    schema.set("properties", properties);
    if (!required.isEmpty()) {
      ArrayNode names = schema.putArray("required");
      required.forEach(names::add);
    }
    if (!additional.isMissingNode()) {
      schema.set("additionalProperties", additional);
    }
    return schema;
  }

  private void add(String wanted, Slot slot, JsonNode schema, boolean isRequired) {
    String allowed = allowed(wanted);
    String name = allowed;
    for (int n = 2; slots.containsKey(name); n++) {
      String suffix = "_" + n;
      name =
          allowed.substring(0, Math.min(allowed.length(), MAX_NAME_CHARS - suffix.length()))
              + suffix;
    }
    slots.put(name, slot);
    properties.set(name, schema);
    if (isRequired) {
      required.add(name);
    }
  }

  /** The name as a model's API takes it. */
  private static String allowed(String name) {
    if (InputSchemas.isArgumentName(name)) {
      return name;
    }
    String allowed = NOT_ALLOWED.matcher(name).replaceAll("_");
    return allowed.isEmpty()
        ? "_"
        : allowed.substring(0, Math.min(allowed.length(), MAX_NAME_CHARS));
  }
}
