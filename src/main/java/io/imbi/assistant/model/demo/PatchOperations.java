package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a JSON Patch of an order such as "rename checkout to Cash Desk", "set the description of
 * checkout to …" or "move checkout to team data".
 */
final class PatchOperations {

  private static final Pattern SET =
      Pattern.compile(
          "(?:set|change|update|edit|modify)\\s+(?:the\\s+|its\\s+)?([\\p{L}"
              + " _-]{2,40}?)\\s+(?:of|for|on)\\s",
          Pattern.CASE_INSENSITIVE);

  private PatchOperations() {}

  /** Whether a schema asks for a list of JSON Patch operations. */
  static boolean isWantedBy(JsonNode schema) {
    JsonNode properties = schema.path("items").path("properties");
    return properties.has("op") && properties.has("path");
  }

  /** The patch that a question asks for, if it can be told. */
  static Optional<JsonNode> in(Question question, DemoTool tool, Toolbox tools) {
    Optional<String> value = question.after("to").or(() -> question.after("as"));
    if (value.isEmpty() || value.get().isBlank()) {
      return Optional.empty();
    }
    Map<String, JsonNode> writable =
        tools
            .find("create_" + String.join("_", tool.thing()))
            .map(DemoTool::parameters)
            .orElse(Map.of());
    return switch (question.firstWord()) {
      case "rename", "retitle" ->
          Optional.of(
              replace(
                  writable.containsKey("name") || !writable.containsKey("title") ? "name" : "title",
                  value.get(),
                  writable));
      case "move" -> moved(question, writable);
      default -> {
        Matcher field = SET.matcher(question.text());
        yield field.find()
            ? Optional.of(replace(member(field.group(1), writable), value.get(), writable))
            : Optional.empty();
      }
    };
  }

  private static Optional<JsonNode> moved(Question question, Map<String, JsonNode> writable) {
    return writable.keySet().stream()
        .filter(member -> member.endsWith("_slug"))
        .flatMap(
            member ->
                question
                    .valueOf(Words.stems(member.replaceAll("_slug$", "")))
                    .map(value -> replace(member, Words.slug(value), writable))
                    .stream())
        .findFirst();
  }

  /** The member that the user's words for it name. */
  private static String member(String words, Map<String, JsonNode> writable) {
    String plain = words.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]+", "_");
    List<String> stems = Words.stems(plain);
    return writable.keySet().stream()
        .filter(
            member ->
                member.equals(plain)
                    || Words.stems(member.replaceAll("_slugs?$", "")).equals(stems))
        .findFirst()
        .orElse(plain);
  }

  private static JsonNode replace(String member, String value, Map<String, JsonNode> writable) {
    ArrayNode operations = Json.array();
    operations
        .addObject()
        .put("op", "replace")
        .put("path", "/" + member.replace("~", "~0").replace("/", "~1"))
        .set("value", typed(member, value, writable.getOrDefault(member, Json.object())));
    return operations;
  }

  private static JsonNode typed(String member, String value, JsonNode schema) {
    String text = member.matches(".*_slugs?") ? Words.slug(value.replaceAll("^team ", "")) : value;
    return switch (Values.type(schema)) {
      case "boolean" -> Json.tree(text.matches("(?i)true|yes|on"));
      case "integer", "number" ->
          text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?") ? Json.parse(text) : Json.text(text);
      case "array" -> Json.array().add(text);
      default -> Json.text(text);
    };
  }
}
