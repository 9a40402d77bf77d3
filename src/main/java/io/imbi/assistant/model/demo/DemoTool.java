package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tool as far as its definition tells what it does.
 *
 * @param verb what it does
 * @param action the word of its name that asks for it, where the verb is {@link Verb#OTHER}
 * @param thing the stems of what it does that to, such as {@code project, type}
 * @param parameters by name, in the order of the schema
 * @param required the names of the parameters that a call must have
 */
record DemoTool(
    ToolDefinition definition,
    Verb verb,
    String action,
    List<String> thing,
    Map<String, JsonNode> parameters,
    List<String> required) {

  private static final int MAX_SUMMARY_CHARS = 100;

  static DemoTool of(ToolDefinition definition) {
    List<String> words = Words.stems(definition.name());
    Verb verb = Verb.ofName(words);
    String action = words.isEmpty() ? "" : words.getFirst();
    List<String> thing =
        words.stream()
            .filter(word -> verb == Verb.OTHER ? !word.equals(action) : !Verb.isVerb(word))
            .filter(word -> !Words.isGrammar(word))
            .toList();
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    definition
        .inputSchema()
        .path("properties")
        .properties()
        .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
    List<String> required = new ArrayList<>();
    definition.inputSchema().path("required").forEach(name -> required.add(name.asText()));
    return new DemoTool(definition, verb, action, thing, parameters, List.copyOf(required));
  }

  private static String cut(String line) {
    return line.substring(0, MAX_SUMMARY_CHARS) + "…";
  }

  /** Whether it is to be given words as they were said. */
  boolean takesWords() {
    return required.stream().anyMatch(this::takesWords);
  }

  /** Whether a parameter is to be given words as they were said. */
  boolean takesWords(String parameter) {
    return verb == Verb.OTHER && required.contains(parameter) && Values.isFreeText(parameter);
  }

  String name() {
    return definition.name();
  }

  /** The first sentence of what it says of itself, beyond its name in other letters. */
  String summary() {
    return definition
        .description()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !Words.stems(line).equals(Words.stems(name())))
        .findFirst()
        .map(line -> line.contains(". ") ? line.substring(0, line.indexOf(". ") + 1) : line)
        .map(line -> line.length() <= MAX_SUMMARY_CHARS ? line : cut(line))
        .orElse("");
  }
}
