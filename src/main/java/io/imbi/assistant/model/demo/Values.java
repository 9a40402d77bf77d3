package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds plain values for a tool's parameters in a question. */
final class Values {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
  private static final Pattern CONDITION =
      Pattern.compile("\\w+:(?:(?:eq|ne|in|not_in):.+|exists|not_exists)");

  /** Parameters that take whatever is to be searched for or said. */
  private static final Set<String> FREE_TEXT =
      Set.of("q", "query", "search", "text", "message", "prompt", "question", "content", "term");

  private static final Set<String> FILLERS_OF_FLAGS =
      Set.of("include", "is", "has", "show", "only");

  /** What people call the pages of the UI. */
  private static final Map<String, String> PAGES =
      Map.of(
          "dashboard", "/dashboard",
          "project", "/projects",
          "team", "/teams",
          "environment", "/environments",
          "blueprint", "/blueprints",
          "organization", "/admin/organizations");

  private final Question question;
  private final DemoTool tool;

  Values(Question question, DemoTool tool) {
    this.question = question;
    this.tool = tool;
  }

  /** Whether a parameter of this name takes words as they were said. */
  static boolean isFreeText(String parameter) {
    return FREE_TEXT.contains(parameter);
  }

  /** The value that the question gives a parameter. */
  Optional<JsonNode> of(String parameter, JsonNode schema) {
    List<String> choices = choices(schema);
    if (!choices.isEmpty()) {
      return choice(choices).map(Json::text);
    }
    return switch (type(schema)) {
      case "boolean" -> flag(parameter);
      case "integer", "number" -> number(parameter);
      case "array" -> conditions(parameter);
      case "string", "" -> text(parameter).map(Json::text);
      default -> Optional.empty();
    };
  }

  /** What a required parameter may have, when nothing was said of it by name. */
  Optional<JsonNode> lastResort(String parameter, JsonNode schema) {
    if (!type(schema).equals("string") || parameter.equals("path")) {
      return Optional.empty();
    }
    if (parameter.equals("slug")) {
      return newName().map(Words::slug).filter(slug -> !slug.isEmpty()).map(Json::text);
    }
    boolean onlyOne = tool.required().size() == 1 && tool.verb() == Verb.OTHER;
    if (tool.takesWords(parameter)) {
      return Optional.of(question.wording(tool.thing()).orQuotation(question.quotation()))
          .filter(text -> !text.isBlank())
          .map(Json::text);
    }
    if (onlyOne || isFreeText(parameter)) {
      return Optional.of(question.quotation().orElseGet(question::afterVerb))
          .filter(text -> !text.isBlank())
          .map(Json::text);
    }
    return Optional.empty();
  }

  private Optional<String> text(String parameter) {
    if (tool.takesWords(parameter)) {
      return Optional.of(question.wording(tool.thing()))
          .filter(Wording::announced)
          .map(Wording::text);
    }
    Optional<String> named = question.valueOf(Words.stems(parameter));
    return switch (parameter) {
      case "name", "title" -> newName().or(() -> named);
      case "version" -> question.version();
      case "path" -> path();
      case "search", "query", "q" -> named.or(this::quotationIfReading);
      default -> named.filter(value -> !parameter.equals("slug"));
    };
  }

  private Optional<String> path() {
    Optional<String> said = tokens().filter(word -> word.startsWith("/")).findFirst();
    return said.isPresent() || !tool.action().equals("navigate") ? said : page();
  }

  /** The page that is meant by its name. */
  private Optional<String> page() {
    return question.tokens().stream()
        .map(Question.Token::stem)
        .filter(PAGES::containsKey)
        .map(PAGES::get)
        .findFirst();
  }

  /** A quotation in a question is what to look for; in an order it may be anything. */
  private Optional<String> quotationIfReading() {
    return tool.verb().onlyReads() ? question.quotation() : Optional.empty();
  }

  /** What a new thing is to be called. */
  private Optional<String> newName() {
    return question.name().or(() -> question.valueOf(tool.thing()));
  }

  private Optional<String> choice(List<String> choices) {
    Set<String> said = new HashSet<>();
    question
        .tokens()
        .forEach(
            token -> {
              said.add(token.lower());
              said.add(token.stem());
            });
    return choices.stream()
        .filter(
            choice ->
                said.contains(choice)
                    || said.containsAll(List.of(choice.split("_")))
                    || (choice.contains("_") && said.containsAll(Words.stems(choice)))
                    || said.contains(Words.stem(choice)))
        .findFirst();
  }

  private Optional<JsonNode> flag(String parameter) {
    Set<String> said = new HashSet<>();
    question.tokens().forEach(token -> said.add(token.lower()));
    List<String> words =
        List.of(parameter.split("_")).stream()
            .filter(word -> !FILLERS_OF_FLAGS.contains(word))
            .toList();
    return !words.isEmpty() && said.containsAll(words)
        ? Optional.of(Json.tree(true))
        : Optional.empty();
  }

  private Optional<JsonNode> number(String parameter) {
    List<String> names = new ArrayList<>(Words.stems(parameter));
    if (parameter.equals("limit")) {
      names.addAll(List.of("first", "top"));
    }
    return names.stream()
        .flatMap(name -> question.valueOf(List.of(name)).stream())
        .filter(value -> NUMBER.matcher(value).matches())
        .findFirst()
        .map(value -> Json.tree(Integer.parseInt(value)));
  }

  private Optional<JsonNode> conditions(String parameter) {
    if (!parameter.equals("filter")) {
      return Optional.empty();
    }
    var conditions = Json.array();
    tokens().filter(word -> CONDITION.matcher(word).matches()).forEach(conditions::add);
    return conditions.isEmpty() ? Optional.empty() : Optional.of(conditions);
  }

  private Stream<String> tokens() {
    return question.tokens().stream().map(Question.Token::word);
  }

  /** The values that a schema allows; empty if there is no end of them. */
  static List<String> choices(JsonNode schema) {
    List<String> choices = new ArrayList<>();
    variants(schema)
        .forEach(
            variant ->
                variant
                    .path("enum")
                    .forEach(
                        value -> {
                          if (value.isTextual()) {
                            choices.add(value.textValue());
                          }
                        }));
    return choices;
  }

  static boolean isArray(JsonNode schema) {
    return type(schema).equals("array");
  }

  /** The type of a schema, null left aside; empty if it has none. */
  static String type(JsonNode schema) {
    for (JsonNode variant : variants(schema)) {
      JsonNode type = variant.path("type");
      if (type.isTextual() && !type.textValue().equals("null")) {
        return type.textValue();
      }
      for (JsonNode each : type) {
        if (!each.asText().equals("null")) {
          return each.asText();
        }
      }
    }
    return "";
  }

  private static List<JsonNode> variants(JsonNode schema) {
    List<JsonNode> variants = new ArrayList<>(List.of(schema));
    schema.path("anyOf").forEach(variants::add);
    schema.path("oneOf").forEach(variants::add);
    return variants;
  }
}
