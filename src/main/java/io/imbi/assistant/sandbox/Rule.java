package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the value of a member must be. */
sealed interface Rule {

  record Text(int min, int max, Pattern pattern) implements Rule {}

  record Choice(List<String> values) implements Rule {}

  record Flag() implements Rule {}

  record Whole(int min, int max) implements Rule {}

  record Decimal(int min, int max) implements Rule {}

  /** A list of texts, none of them twice. */
  record Texts(Text each) implements Rule {}

  /** An object whose values are texts. */
  record TextMap(Text each) implements Rule {}

  /** An object whose values are objects. */
  record ObjectMap() implements Rule {}

  /**
   * What is wrong with a value.
   *
   * @param at where the value stands
   */
  default List<Problem> check(JsonNode value, List<String> at) {
    return switch (this) {
      case Text text -> checkText(text, value, at);
      case Choice(List<String> values) ->
          value.isTextual() && values.contains(value.textValue())
              ? List.of()
              : problem("literal_error", at, "Input should be one of " + quoted(values));
      case Flag() ->
          value.isBoolean()
              ? List.of()
              : problem("bool_type", at, "Input should be a valid boolean");
      case Whole(int min, int max) ->
          value.isIntegralNumber()
              ? checkRange(value, min, max, at)
              : problem("int_type", at, "Input should be a valid integer");
      case Decimal(int min, int max) ->
          value.isNumber()
              ? checkRange(value, min, max, at)
              : problem("float_type", at, "Input should be a valid number");
      case Texts(Text each) -> checkTexts(each, value, at);
      case TextMap(Text each) ->
          value.isObject()
              ? value.properties().stream()
                  .flatMap(
                      member ->
                          checkText(each, member.getValue(), below(at, member.getKey())).stream())
                  .toList()
              : notAnObject(at);
      case ObjectMap() ->
          value.isObject()
              ? value.properties().stream()
                  .filter(member -> !member.getValue().isObject())
                  .flatMap(member -> notAnObject(below(at, member.getKey())).stream())
                  .toList()
              : notAnObject(at);
    };
  }

  private static List<Problem> checkText(Text rule, JsonNode value, List<String> at) {
    if (!value.isTextual()) {
      return problem("string_type", at, "Input should be a valid string");
    }
    String text = value.textValue();
    if (text.length() < rule.min()) {
      return problem(
          "string_too_short", at, "String should have at least " + rule.min() + " character(s)");
    }
    if (text.length() > rule.max()) {
      return problem(
          "string_too_long", at, "String should have at most " + rule.max() + " characters");
    }
    if (!rule.pattern().matcher(text).matches()) {
      return problem(
          "string_pattern_mismatch",
          at,
          "String should match pattern '^" + rule.pattern().pattern() + "$'");
    }
    return List.of();
  }

  private static List<Problem> checkTexts(Text rule, JsonNode value, List<String> at) {
    if (!value.isArray()) {
      return problem("list_type", at, "Input should be a valid list");
    }
    List<Problem> problems = new ArrayList<>();
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      List<String> place = below(at, Integer.toString(i));
      problems.addAll(checkText(rule, value.get(i), place));
      if (!seen.add(value.get(i))) {
        problems.add(new Problem("value_error", place, "Value stands in the list twice"));
      }
    }
    return problems;
  }

  private static List<Problem> checkRange(JsonNode value, int min, int max, List<String> at) {
    double number = value.doubleValue();
    if (number < min) {
      return problem("greater_than_equal", at, "Input should be greater than or equal to " + min);
    }
    if (number > max) {
      return problem("less_than_equal", at, "Input should be less than or equal to " + max);
    }
    return List.of();
  }

  private static List<Problem> notAnObject(List<String> at) {
    return problem("dict_type", at, "Input should be a valid dictionary");
  }

  private static List<Problem> problem(String type, List<String> at, String message) {
    return List.of(new Problem(type, at, message));
  }

  private static List<String> below(List<String> at, String step) {
    List<String> place = new ArrayList<>(at);
    place.add(step);
    return List.copyOf(place);
  }

  private static String quoted(List<String> values) {
    return values.stream().map(value -> "'" + value + "'").collect(Collectors.joining(", "));
  }
}
