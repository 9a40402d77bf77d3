package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tool that does what a test says. */
record StubTool(
    ToolDefinition definition,
    ToolOrigin origin,
    Effect effect,
    Set<String> requiredPermissions,
    @Nullable Duration limit,
    Behaviour behaviour)
    implements Tool {

  interface Behaviour {
    ToolOutcome call(ToolCall call) throws InterruptedException;
  }

  static StubTool named(String name) {
    return new StubTool(
        new ToolDefinition(name, "A tool", schema("{'type':'object'}")),
        ToolOrigin.OPENAPI,
        Effect.READ_ONLY,
        Set.of(),
        null,
        call -> ToolOutcome.success("done"));
  }

  StubTool from(ToolOrigin newOrigin) {
    return new StubTool(definition, newOrigin, effect, requiredPermissions, limit, behaviour);
  }

  StubTool with(Effect newEffect) {
    return new StubTool(definition, origin, newEffect, requiredPermissions, limit, behaviour);
  }

  StubTool requiring(String... permissions) {
    return new StubTool(definition, origin, effect, Set.of(permissions), limit, behaviour);
  }

  StubTool doing(Behaviour newBehaviour) {
    return new StubTool(definition, origin, effect, requiredPermissions, limit, newBehaviour);
  }

  StubTool taking(String schema) {
    return new StubTool(
        new ToolDefinition(definition.name(), definition.description(), schema(schema)),
        origin,
        effect,
        requiredPermissions,
        limit,
        behaviour);
  }

  StubTool within(Duration newLimit) {
    return new StubTool(definition, origin, effect, requiredPermissions, newLimit, behaviour);
  }

  @Override
  public Duration timeout(Duration usual) {
    return limit == null ? usual : limit;
  }

  @Override
  public ToolOutcome call(ToolCall call) throws InterruptedException {
    return behaviour.call(call);
  }

  /** Reads JSON whose strings stand in single quotes. */
  static ObjectNode schema(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"'));
  }
}
