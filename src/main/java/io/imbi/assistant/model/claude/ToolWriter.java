package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.OfferedTool;
import io.imbi.assistant.tool.ToolDefinition;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the tools of a request. A definition is turned into JSON once: the same hundreds of them
 * go out with every round of every turn.
 */
final class ToolWriter {

  /** The search that finds deferred tools; the provider runs it. */
  static final String SEARCH_TOOL = "tool_search_tool_bm25";

  private static final byte[] SEARCH =
      bytes("{\"type\":\"tool_search_tool_bm25_20251119\",\"name\":\"" + SEARCH_TOOL + "\"");
  private static final byte[] DEFERRED = bytes(",\"defer_loading\":true");
  private static final byte[] BREAKPOINT = bytes(",\"cache_control\":{\"type\":\"ephemeral\"}");

  /**
   * Stands in where a history has calls of tools that are all gone: Anthropic refuses calls in a
   * request without tools.
   */
  private static final byte[] NO_TOOL =
      bytes(
          "{\"name\":\"no_tool\",\"description\":\"There are no tools any more. Do not call"
              + " this.\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}");

  private static final int MOST_DEFINITIONS = 20_000;

  /** Definitions without their closing brace; kept as long as somebody holds the definition. */
  private final Cache<ToolDefinition, byte[]> definitions =
      Caffeine.newBuilder().weakKeys().maximumSize(MOST_DEFINITIONS).build();

  /** Writes {@code [...]}, with a cache breakpoint on the last tool that is sent in full. */
  void write(List<OfferedTool> tools, ByteArrayOutputStream out) {
    boolean search = tools.stream().anyMatch(OfferedTool::deferred);
    int lastInFull = -1;
    for (int i = 0; i < tools.size(); i++) {
      lastInFull = tools.get(i).deferred() ? lastInFull : i;
    }
    out.write('[');
    if (search) {
      out.writeBytes(SEARCH);
      close(lastInFull < 0, out);
    }
    for (int i = 0; i < tools.size(); i++) {
      if (search || i > 0) {
        out.write(',');
      }
      OfferedTool tool = tools.get(i);
      out.writeBytes(definitions.get(tool.definition(), ToolWriter::definition));
      if (tool.deferred()) {
        out.writeBytes(DEFERRED);
      }
      close(i == lastInFull, out);
    }
    out.write(']');
  }

  /** Writes the list of tools of a conversation that has calls but no tools any more. */
  static void writeNone(ByteArrayOutputStream out) {
    out.write('[');
    out.writeBytes(NO_TOOL);
    close(true, out);
    out.write(']');
  }

  private static void close(boolean breakpoint, ByteArrayOutputStream out) {
    if (breakpoint) {
      out.writeBytes(BREAKPOINT);
    }
    out.write('}');
  }

  private static byte[] definition(ToolDefinition definition) {
    ObjectNode tool = Json.object().put("name", definition.name());
    if (!definition.description().isBlank()) {
      tool.put("description", definition.description());
    }
    tool.set("input_schema", AcceptableSchema.of(definition.inputSchema()));
    String json = Json.write(tool);
    return bytes(json.substring(0, json.length() - 1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
