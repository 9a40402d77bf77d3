package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Input schemas as Anthropic takes them: without unions at the top, without properties whose names
 * it does not allow. One schema that it does not take would make it refuse the whole request; what
 * is left out here is still checked when the tool is called.
 */
final class AcceptableSchema {

  private static final List<String> UNIONS = List.of("oneOf", "anyOf", "allOf");
  private static final Pattern PROPERTY = Pattern.compile("^[a-zA-Z0-9_.-]{1,64}$");

  private AcceptableSchema() {}

  /** The schema itself if nothing is wrong with it, else a mended copy. */
  static ObjectNode of(ObjectNode schema) {
    boolean unions = UNIONS.stream().anyMatch(schema::has);
    List<String> refused =
        schema.path("properties").properties().stream()
            .map(property -> property.getKey())
            .filter(name -> !PROPERTY.matcher(name).matches())
            .toList();
    if (!unions && refused.isEmpty()) {
      return schema;
    }
    ObjectNode mended = schema.deepCopy();
    mended.remove(UNIONS);
    if (mended.get("properties") instanceof ObjectNode properties) {
      properties.remove(refused);
    }
    if (mended.get("required") instanceof ArrayNode required) {
      ArrayNode left = Json.array();
      for (JsonNode name : required) {
        if (!refused.contains(name.asText())) {
          left.add(name);
        }
      }
      mended.set("required", left);
    }
    return mended;
  }
}
