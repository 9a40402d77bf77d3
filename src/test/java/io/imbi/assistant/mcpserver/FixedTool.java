package io.imbi.assistant.mcpserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import java.util.Set;

/** A tool that does what a test says. */
record FixedTool(
    ToolDefinition definition,
    ToolOrigin origin,
    Effect effect,
    Set<String> requiredPermissions,
    Behaviour behaviour)
    implements Tool {

  interface Behaviour {
    ToolOutcome call(ToolCall call) throws InterruptedException;
  }

  static FixedTool named(String name, Behaviour behaviour) {
    return taking(name, "{\"type\":\"object\"}", behaviour);
  }

  static FixedTool taking(String name, String schema, Behaviour behaviour) {
    return new FixedTool(
        new ToolDefinition(name, "Does " + name, (ObjectNode) Json.parse(schema)),
        ToolOrigin.OPENAPI,
        Effect.READ_ONLY,
        Set.of(),
        behaviour);
  }

  FixedTool with(Effect newEffect) {
    return new FixedTool(definition, origin, newEffect, requiredPermissions, behaviour);
  }

  FixedTool from(ToolOrigin newOrigin) {
    return new FixedTool(definition, newOrigin, effect, requiredPermissions, behaviour);
  }

  @Override
  public ToolOutcome call(ToolCall call) throws InterruptedException {
    return behaviour.call(call);
  }
}
