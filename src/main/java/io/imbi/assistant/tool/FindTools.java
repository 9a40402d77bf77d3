package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.List;

/**
 * Searches the tools that are not in the model's context, for models whose provider has no such
 * search. What it names is offered in full from the next round on.
 */
public final class FindTools implements Tool {

  public static final String NAME = "find_tools";

  private static final int DEFAULT_LIMIT = 5;
  private static final int MAX_LIMIT = 20;
  private static final int DESCRIPTION_CHARS = 300;

  private static final ToolDefinition DEFINITION =
      new ToolDefinition(
          NAME,
          "Finds more tools by what they do. Only the most general tools are listed from the start;"
              + " search here for the others (create, update, delete and special reads). The tools"
              + " found can be called from the next step on.",
          (ObjectNode)
              Json.parse(
                  """
                  {"type":"object","properties":{
                    "query":{"type":"string","minLength":1,"maxLength":500,
                      "description":"Words for what the tool should do, such as 'create project'"},
                    "limit":{"type":"integer","minimum":1,"maximum":20}},
                   "required":["query"],"additionalProperties":false}\
                  """));

  private final ToolIndex index;

  public FindTools(ToolIndex index) {
    this.index = index;
  }

  @Override
  public ToolDefinition definition() {
    return DEFINITION;
  }

  @Override
  public ToolOrigin origin() {
    return ToolOrigin.LOCAL;
  }

  @Override
  public Effect effect() {
    return Effect.READ_ONLY;
  }

  @Override
  public ToolOutcome call(ToolCall call) {
    int limit = Math.min(call.arguments().path("limit").asInt(DEFAULT_LIMIT), MAX_LIMIT);
    List<ToolIndex.Hit> hits = index.search(call.arguments().path("query").asText(), limit);
    if (hits.isEmpty()) {
      return ToolOutcome.success("No tool answers to these words. Try others, or fewer.");
    }
    ArrayNode found = Json.array();
    for (ToolIndex.Hit hit : hits) {
      found
          .addObject()
          .put("name", hit.definition().name())
          .put("description", excerpt(hit.definition().description()));
    }
    return ToolOutcome.success(Json.write(found));
  }

  private static String excerpt(String description) {
    return description.length() <= DESCRIPTION_CHARS
        ? description
        : description.substring(0, DESCRIPTION_CHARS) + "…";
  }
}
