package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Effect;
import io.imbi.assistant.tool.ToolDefinition;
import io.imbi.assistant.tool.mcp.SchemaMender.Mended;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a server's list of tools, page by page, and makes of it what can be offered to a model. */
final class ToolListing {

  static final int MAX_TOOLS = 500;

  private static final Logger LOG = LoggerFactory.getLogger(ToolListing.class);

  /** Of all definitions together: they go to the model's API with every request, found or not. */
  static final int MAX_CHARS = 1_000_000;

  private static final int MAX_PAGES = 100;
  private static final int MAX_NAME_CHARS = 500;
  private static final int MAX_LOGGED = 20;
  private static final int MAX_DESCRIPTION_CHARS = 2_000;

  private final McpServer server;

  /** What the last listing left out, so that a repeated one need not say it again. */
  private Set<String> leftOutBefore = Set.of();

  ToolListing(McpServer server) {
    this.server = server;
  }

  /**
   * A tool that can be offered.
   *
   * @param remoteName by which the server knows it
   * @param repeatable whether the server says that it changes nothing, so that a call that was cut
   *     may be made again
   */
  record Listed(String remoteName, ToolDefinition definition, Effect effect, boolean repeatable) {}

  /**
   * The tools, ordered by name, so that the order never depends on the server's mood.
   *
   * @throws McpFailure if a page cannot be had
   */
  List<Listed> read(McpConnection connection) throws InterruptedException {
    Map<String, Listed> byName = new HashMap<>();
    Set<String> leftOut = new LinkedHashSet<>();
    String end = readPages(connection, byName, leftOut);
    if (!end.isEmpty()) {
      leftOut.add(end);
    }
    log(leftOut);
    var tools = new ArrayList<>(byName.values());
    tools.sort(Comparator.comparing(tool -> tool.definition().name()));
    return List.copyOf(tools);
  }

  /** Reads until the end, or gives why it was not read that far. */
  private String readPages(
      McpConnection connection, Map<String, Listed> byName, Set<String> leftOut)
      throws InterruptedException {
    Set<String> cursors = new HashSet<>();
    String cursor = null;
    int chars = 0;
    for (int page = 1; ; page++) {
      JsonNode result = connection.tools(cursor);
      for (JsonNode tool : result.path("tools")) {
        if (byName.size() == MAX_TOOLS) {
          return "whatever comes after the first %d tools".formatted(MAX_TOOLS);
        }
        chars += add(tool, byName, leftOut);
        if (chars > MAX_CHARS) {
          return "whatever comes after %d characters of definitions".formatted(MAX_CHARS);
        }
      }
      cursor = result.path("nextCursor").asText("");
      if (cursor.isEmpty()) {
        return "";
      }
      if (!cursors.add(cursor) || page == MAX_PAGES) {
        return "whatever comes after page %d of a list that does not end".formatted(page);
      }
    }
  }

  /** Adds a tool and gives the characters of its definition; none if it is left out. */
  private int add(JsonNode tool, Map<String, Listed> byName, Set<String> leftOut) {
    String remoteName = tool.path("name").asText();
    if (server.ignoredTools().contains(remoteName)) {
      return 0;
    }
    if (remoteName.isBlank() || remoteName.length() > MAX_NAME_CHARS) {
      leftOut.add(line(remoteName, "its name is empty or too long"));
      return 0;
    }
    String name = ToolNames.of(server.prefix(), remoteName);
    return switch (SchemaMender.mend(tool.path("inputSchema"))) {
      case Mended.Unusable(String why) -> {
        leftOut.add(line(remoteName, why));
        yield 0;
      }
      case Mended.Usable(var schema) -> {
        var definition = new ToolDefinition(name, description(tool), schema);
        Listed first = byName.putIfAbsent(name, listed(remoteName, definition, tool));
        if (first != null) {
          leftOut.add(line(remoteName, "another tool has the name " + name + " already"));
          yield 0;
        }
        yield name.length() + definition.description().length() + Json.write(schema).length();
      }
    };
  }

  /** A server's hints are an untrusted party's: they can make a tool seem worse, never better. */
  private Listed listed(String remoteName, ToolDefinition definition, JsonNode tool) {
    JsonNode annotations = tool.path("annotations");
    boolean saysReadOnly = annotations.path("readOnlyHint").asBoolean(false);
    boolean saysDestructive = annotations.path("destructiveHint").asBoolean(false);
    Effect effect;
    if (saysDestructive) {
      effect = Effect.DESTRUCTIVE;
    } else if (saysReadOnly && server.trustReadOnlyHint()) {
      effect = Effect.READ_ONLY;
    } else {
      effect = Effect.MUTATING;
    }
    return new Listed(remoteName, definition, effect, saysReadOnly && !saysDestructive);
  }

  private static String description(JsonNode tool) {
    String title = tool.path("title").asText(tool.path("annotations").path("title").asText());
    String text = tool.path("description").asText(title);
    return Untrusted.clean(text, MAX_DESCRIPTION_CHARS);
  }

  /** One line for a listing, however long a server makes the list of what is wrong with it. */
  private void log(Set<String> leftOut) {
    List<String> fresh = leftOut.stream().filter(line -> !leftOutBefore.contains(line)).toList();
    leftOutBefore = Set.copyOf(leftOut);
    if (!fresh.isEmpty()) {
      String more = fresh.size() > MAX_LOGGED ? "; and more" : "";
      LOG.warn(
          "MCP server {}: left out {}{}",
          server.slug(),
          String.join("; ", fresh.subList(0, Math.min(fresh.size(), MAX_LOGGED))),
          more);
    }
  }

  private static String line(String tool, String why) {
    return "%s (%s)".formatted(Untrusted.line(tool, 100), why);
  }
}
