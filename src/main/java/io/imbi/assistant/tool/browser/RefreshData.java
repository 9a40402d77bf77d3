package io.imbi.assistant.tool.browser;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;
import java.util.List;

/** Has the UI load again what it shows of one kind of resource. */
final class RefreshData implements Tool {

  private static final List<String> RESOURCES =
      List.of(
          "projects",
          "project_types",
          "environments",
          "teams",
          "organizations",
          "blueprints",
          "roles",
          "users",
          "service_accounts");

  private final ToolDefinition definition =
      new ToolDefinition(
          "refresh_data",
          "Have the Imbi UI load a kind of resource again. Call it after you created, changed or"
              + " deleted one, so that the user sees the change.",
          schema());

  @Override
  public ToolDefinition definition() {
    return definition;
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.BROWSER;
  }

  @Override
  public Effect effect() {
    return Effect.READ_ONLY;
  }

  @Override
  public ToolOutcome call(ToolCall call) {
    return new ToolOutcome.ClientAction(call.tool(), call.arguments());
  }

  private static ObjectNode schema() {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode resources = properties.putObject("resource").put("type", "string").putArray("enum");
    RESOURCES.forEach(resources::add);
    properties
        .putObject("org_slug")
        .put("type", "string")
        .put("description", "Only of this organization");
    schema.putArray("required").add("resource");
    return schema.put("additionalProperties", false);
  }
}
