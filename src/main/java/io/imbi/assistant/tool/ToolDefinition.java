package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * What the model is told of a tool.
 *
 * @param name unique in a catalogue, {@code ^[a-zA-Z0-9_-]{1,128}$}
 * @param description plain text; of an external server's tool, untrusted
 * @param inputSchema a JSON Schema (2020-12) of type {@code object}; never modified once it is here
 */
public record ToolDefinition(String name, String description, ObjectNode inputSchema) {

  private static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_-]{1,128}$");

  public ToolDefinition {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a tool name: " + name);
    }
    if (!"object".equals(inputSchema.path("type").asText())) {
      throw new IllegalArgumentException("The input schema of " + name + " is not an object's");
    }
  }
}
