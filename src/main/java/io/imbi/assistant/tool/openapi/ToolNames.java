package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Gives each operation of a document its tool's name, in the document's order. */
final class ToolNames {

  private static final int MAX_CHARS = 56;
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9_]");
  private static final Pattern RUN = Pattern.compile("_+");

  private final Set<String> given = new HashSet<>();
  private final Map<String, Integer> last = new HashMap<>();

  /** A name that no operation before this one has. */
  String next(String method, String path, JsonNode operation) {
    String wanted = wanted(method, path, operation);
    String name = wanted;
    int number = last.getOrDefault(wanted, 1);
    while (!given.add(name)) {
      number++;
      String suffix = "_" + number;
      name = wanted.substring(0, Math.min(wanted.length(), MAX_CHARS - suffix.length())) + suffix;
    }
    last.put(wanted, number);
    return name;
  }

  private static String wanted(String method, String path, JsonNode operation) {
    String id = operation.path("operationId").asText();
    int mark = id.indexOf("__");
    List<String> candidates =
        List.of(
            mark < 0 ? id : id.substring(0, mark),
            operation.path("summary").asText(),
            method + "_" + path);
    return candidates.stream()
        .map(ToolNames::allowed)
        .filter(name -> !name.isEmpty() && !name.equals("_"))
        .findFirst()
        .orElse(method);
  }

  private static String allowed(String text) {
    String name = RUN.matcher(NOT_ALLOWED.matcher(text).replaceAll("_")).replaceAll("_");
    return name.substring(0, Math.min(name.length(), MAX_CHARS));
  }
}
