package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Shows what calls returned, as Markdown: nothing is added, and what is left out is said. */
final class Report {

  static final int MAX_ROWS = 50;

  private static final int MAX_COLUMNS = 6;
  private static final int MAX_CELL_CHARS = 80;
  private static final int MAX_LIST_ITEMS = 6;
  private static final int MAX_RAW_CHARS = 4000;

  /** Members that a table shows first, if they are there. */
  private static final List<String> PREFERRED =
      List.of("name", "slug", "version", "title", "status", "email", "team", "environment");

  /** Members that tell people little, and are shown for single things only. */
  private static final Set<String> MINOR =
      Set.of("id", "created_at", "updated_at", "organization", "icon", "archived", "archived_at");

  private static final List<String> NAMES =
      List.of("name", "slug", "version", "title", "email", "id");

  /** Instead of what the model is told of that: it is no text for people. */
  private static final String PROPOSED =
      "Proposed, but not done yet: you decide on it below, with the buttons.";

  private Report() {}

  /**
   * @param calls what was asked for
   * @param before the look-ups that led there
   */
  static String of(List<Dialogue.Call> calls, List<Dialogue.Call> before) {
    var text = new StringBuilder();
    for (Dialogue.Call call : calls) {
      text.append("**").append(call.tool()).append("**");
      if (!call.arguments().isEmpty()) {
        text.append(" (").append(arguments(call.arguments())).append(')');
      }
      text.append("\n\n")
          .append(call.proposal() && !call.outcome().error() ? PROPOSED : outcome(call.outcome()))
          .append("\n\n");
    }
    if (!before.isEmpty()) {
      text.append("Looked up first: ")
          .append(
              before.stream()
                  .map(call -> "`" + call.tool() + "`")
                  .distinct()
                  .collect(Collectors.joining(", ")))
          .append('.');
    }
    return text.toString().strip();
  }

  private static String arguments(JsonNode arguments) {
    return arguments.properties().stream()
        .map(argument -> argument.getKey() + ": " + cell(argument.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String outcome(Outcome outcome) {
    if (outcome.error()) {
      return "The call failed:\n\n" + fenced(outcome.text());
    }
    if (outcome.text().isBlank()) {
      return "Done: there is nothing to show.";
    }
    return outcome.json().map(Report::json).orElseGet(() -> fenced(outcome.text()));
  }

  private static String json(JsonNode json) {
    if (json.isArray()) {
      return array(json);
    }
    String shown = json.isEmpty() ? "" : object(json);
    return shown.isBlank() ? "Done: the answer is empty." : shown;
  }

  private static String array(JsonNode array) {
    if (array.isEmpty()) {
      return "There are none.";
    }
    boolean objects = StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isObject);
    String body = objects ? table(array) : bullets(array);
    return array.size() == 1 ? body : array.size() + " entries:\n\n" + body;
  }

  private static String table(JsonNode rows) {
    List<String> columns = columns(rows);
    var text = new StringBuilder();
    row(text, columns);
    row(text, columns.stream().map(_ -> "---").toList());
    int shown = Math.min(rows.size(), MAX_ROWS);
    for (int i = 0; i < shown; i++) {
      JsonNode each = rows.get(i);
      row(text, columns.stream().map(column -> cell(each.path(column))).toList());
    }
    if (shown < rows.size()) {
      text.append("\n… and ").append(rows.size() - shown).append(" more.");
    }
    return text.toString().stripTrailing();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** What tells the rows apart: members that say something in some row. */
  private static List<String> columns(JsonNode rows) {
    Set<String> telling = new LinkedHashSet<>();
    for (JsonNode each : rows) {
      each.properties().stream()
          .filter(member -> says(member.getValue()) && hasName(member.getValue()))
          .map(Map.Entry::getKey)
          .forEach(telling::add);
    }
    Set<String> ordered = new LinkedHashSet<>(PREFERRED);
    ordered.retainAll(telling);
    telling.stream().filter(member -> !MINOR.contains(member)).forEach(ordered::add);
    return (ordered.isEmpty() ? telling : ordered).stream().limit(MAX_COLUMNS).toList();
  }

  /** Whether a value fits into a cell: maps without a name do not. */
  private static boolean hasName(JsonNode value) {
    return !value.isObject() || NAMES.stream().anyMatch(value::has);
  }

  private static boolean says(JsonNode value) {
    return !value.isNull() && !(value.isContainerNode() && value.isEmpty());
  }

  private static String bullets(JsonNode values) {
    List<String> lines = new ArrayList<>();
    for (JsonNode value : values) {
      if (lines.size() == MAX_ROWS) {
        lines.add("- … and " + (values.size() - MAX_ROWS) + " more");
        break;
      }
      lines.add("- " + cell(value));
    }
    return String.join("\n", lines);
  }

  private static String object(JsonNode object) {
    return object.properties().stream()
        .filter(member -> says(member.getValue()))
        .map(member -> "- **" + escaped(member.getKey()) + "**: " + cell(member.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /** A value in one line. */
  private static String cell(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> cut(escaped(nameOf(value)));
      case ARRAY -> {
        String items =
            StreamSupport.stream(value.spliterator(), false)
                .limit(MAX_LIST_ITEMS)
                .map(item -> item.isObject() ? nameOf(item) : item.asText())
                .collect(Collectors.joining(", "));
        int more = value.size() - MAX_LIST_ITEMS;
        yield cut(escaped(items)) + (more > 0 ? " and " + more + " more" : "");
      }
      case MISSING, NULL -> "";
      case BOOLEAN -> value.booleanValue() ? "yes" : "no";
      case BINARY, NUMBER, POJO, STRING -> cut(escaped(value.asText()));
    };
  }

  /** What an object goes by, else what is in it. */
  private static String nameOf(JsonNode object) {
    for (String member : NAMES) {
      if (object.path(member).isTextual()) {
        return object.path(member).textValue();
      }
    }
    return object.properties().stream()
        .filter(member -> says(member.getValue()))
        .limit(MAX_LIST_ITEMS)
        .map(
            member ->
                member.getKey()
                    + ": "
                    + (member.getValue().isObject()
                        ? nameOf(member.getValue())
                        : member.getValue().asText()))
        .collect(Collectors.joining("; "));
  }

  private static String cut(String text) {
    return text.length() <= MAX_CELL_CHARS ? text : text.substring(0, MAX_CELL_CHARS) + "…";
  }

  /** Text that cannot break out of its cell or become markup. */
  private static String escaped(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>|])", "\\\\$1");
  }

  /** Text as it is, in a block that it cannot end. */
  private static String fenced(String text) {
    String shown =
        text.length() <= MAX_RAW_CHARS
            ? text
            : text.substring(0, MAX_RAW_CHARS)
                + "\n… and "
                + (text.length() - MAX_RAW_CHARS)
                + " more characters";
    String fence = "```";
    while (shown.contains(fence)) {
      fence += "`";
    }
    return fence + "\n" + shown.strip() + "\n" + fence;
  }
}
