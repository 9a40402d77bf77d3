package io.imbi.assistant.model.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns our tools' JSON Schemas into LangChain4j's: the outermost object in its own types, for they
 * are all it takes, and everything below as it is.
 */
final class ToolSchemas {

  private static final String DEFINITIONS = "$defs";
  private static final String REFERENCE = "#/" + DEFINITIONS + "/";

  /** Schemas that references may add to one tool; beyond them, anything is allowed. */
  private static final int MAX_INLINED = 500;

  private ToolSchemas() {}

  /** For providers that follow {@code $ref} into {@code $defs}, recursive ones too. */
  static ToolSpecification withDefinitions(ToolDefinition tool) {
    ObjectNode schema = tool.inputSchema();
    Map<String, JsonSchemaElement> properties = raw(schema.path("properties"));
    return specification(
        tool, parameters(schema, properties).definitions(raw(schema.path(DEFINITIONS))).build());
  }

  /**
   * For providers that read nothing but the properties themselves: references are replaced by what
   * they refer to, and where they come back to themselves, by a schema that allows any object.
   */
  static ToolSpecification inlined(ToolDefinition tool) {
    ObjectNode schema = tool.inputSchema();
    var inliner = new Inliner(schema.path(DEFINITIONS));
    Map<String, JsonSchemaElement> properties =
        raw(inliner.inline(schema.path("properties"), new ArrayDeque<>()));
    return specification(tool, parameters(schema, properties).build());
  }

  private static ToolSpecification specification(ToolDefinition tool, JsonObjectSchema parameters) {
    return ToolSpecification.builder()
        .name(tool.name())
        .description(tool.description())
        .parameters(parameters)
        .build();
  }

  private static JsonObjectSchema.Builder parameters(
      ObjectNode schema, Map<String, JsonSchemaElement> properties) {
    var builder = JsonObjectSchema.builder().addProperties(properties).required(required(schema));
    JsonNode additional = schema.path("additionalProperties");
    return additional.isBoolean()
        ? builder.additionalProperties(additional.booleanValue())
        : builder;
  }

  private static List<String> required(ObjectNode schema) {
    List<String> names = new ArrayList<>();
    schema.path("required").forEach(name -> names.add(name.asText()));
    return names;
  }

  private static Map<String, JsonSchemaElement> raw(JsonNode schemas) {
    Map<String, JsonSchemaElement> raw = new LinkedHashMap<>();
    schemas
        .properties()
        .forEach(
            entry ->
                raw.put(
                    entry.getKey(),
                    // The schemas true and false are not objects, and nobody else takes them.
                    JsonRawSchema.from(
                        entry.getValue().isObject() ? Json.write(entry.getValue()) : "{}")));
    return raw;
  }

  /** Replaces references by what they refer to. */
  private static final class Inliner {

    private final JsonNode definitions;
    private int inlined;

    Inliner(JsonNode definitions) {
      this.definitions = definitions;
    }

    /**
     * @param within the references that are being followed
     */
    JsonNode inline(JsonNode node, Deque<String> within) {
      return switch (node) {
        case ObjectNode object -> {
          JsonNode reference = object.get("$ref");
          yield reference != null && reference.isTextual()
              ? follow(object, reference.textValue(), within)
              : members(object, within);
        }
        case ArrayNode array -> {
          ArrayNode copy = Json.array();
          array.forEach(element -> copy.add(inline(element, within)));
          yield copy;
        }
        default -> node;
      };
    }

    private JsonNode follow(ObjectNode object, String reference, Deque<String> within) {
      ObjectNode result = Json.object();
      @Nullable JsonNode target =
          reference.startsWith(REFERENCE)
              ? definitions.get(reference.substring(REFERENCE.length()))
              : null;
      if (target == null || within.contains(reference) || inlined++ >= MAX_INLINED) {
        result.put("type", "object");
      } else {
        within.push(reference);
        if (inline(target, within) instanceof ObjectNode resolved) {
          result.setAll(resolved);
        }
        within.pop();
      }
      // What stands beside a reference, such as a description, is meant for this place.
      ObjectNode beside = object.deepCopy();
      beside.remove("$ref");
      result.setAll(members(beside, within));
      return result;
    }

    private ObjectNode members(ObjectNode object, Deque<String> within) {
      ObjectNode copy = Json.object();
      object.properties().forEach(e -> copy.set(e.getKey(), inline(e.getValue(), within)));
      return copy;
    }
  }
}
