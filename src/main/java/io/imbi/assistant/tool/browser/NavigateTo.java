package io.imbi.assistant.tool.browser;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolCall;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolOutcome;

/**
 * Opens a page of the UI; never one of another site, whatever a tool's result talked the model
 * into.
 */
final class NavigateTo implements Tool {

  private static final int MAX_CHARS = 2_048;

  private final ToolDefinition definition =
      new ToolDefinition(
          "navigate_to",
          "Open a page of the Imbi UI in the user's browser. Refresh the data with refresh_data"
              + " first if you changed something that the page shows.",
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
    return staysInTheUi(call.arguments().path("path").asText())
        ? new ToolOutcome.ClientAction(call.tool(), call.arguments())
        : ToolOutcome.failure(
            "path must be a path within the UI, such as /projects: it starts with one slash and has"
                + " no scheme, host, backslash or control character.");
  }

  /** Browsers read a backslash as a slash and skip tabs and line ends, so none may be there. */
  private static boolean staysInTheUi(String path) {
    return path.startsWith("/")
        && !path.startsWith("//")
        && path.length() <= MAX_CHARS
        && path.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
  }

  private static ObjectNode schema() {
    ObjectNode schema = Json.object().put("type", "object");
    schema
        .putObject("properties")
        .putObject("path")
        .put("type", "string")
        .put("description", "Path in the UI, such as /projects");
    schema.putArray("required").add("path");
    return schema.put("additionalProperties", false);
  }
}
