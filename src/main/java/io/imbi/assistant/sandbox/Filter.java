package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A condition on a project, as the {@code filter} parameter gives it: {@code field:op:value}.
 *
 * @param field a member of the project's document
 * @param values one value, several for {@code in} and {@code not_in}, none for {@code exists}
 */
record Filter(String field, Operator operator, List<String> values) implements Predicate<JsonNode> {

  enum Operator {
    EQ,
    NE,
    IN,
    NOT_IN,
    EXISTS,
    NOT_EXISTS;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean takesValue() {
      return this != EXISTS && this != NOT_EXISTS;
    }
  }

  /**
   * @param fields the members that may be asked for
   * @throws ApiError 422 for any other member, and for text that is no filter
   */
  static Filter parse(String text, Set<String> fields) {
    String[] parts = text.split(":", 3);
    if (parts.length < 2) {
      throw wrong("'" + text + "' is not of the form field:op:value");
    }
    if (!fields.contains(parts[0])) {
      throw wrong(
          "Unknown filter field '"
              + parts[0]
              + "'; there are: "
              + fields.stream().sorted().collect(Collectors.joining(", ")));
    }
    Operator operator =
        List.of(Operator.values()).stream()
            .filter(each -> each.text().equals(parts[1]))
            .findFirst()
            .orElseThrow(
                () ->
                    wrong(
                        "Unknown filter operator '"
                            + parts[1]
                            + "'; there are: eq, ne, in, not_in, exists, not_exists"));
    if (operator.takesValue() != (parts.length == 3)) {
      throw wrong(
          "The operator "
              + parts[1]
              + (operator.takesValue() ? " needs a value" : " has no value"));
    }
    List<String> values =
        switch (operator) {
          case EQ, NE -> List.of(parts[2]);
          case IN, NOT_IN -> List.of(parts[2].split(","));
          case EXISTS, NOT_EXISTS -> List.of();
        };
    return new Filter(parts[0], operator, values);
  }

  @Override
  public boolean test(JsonNode document) {
    JsonNode value = document.path(field);
    boolean set = !value.isMissingNode() && !value.isNull();
    return switch (operator) {
      case EQ, IN -> set && values.contains(value.asText());
      case NE, NOT_IN -> set && !values.contains(value.asText());
      case EXISTS -> set;
      case NOT_EXISTS -> !set;
    };
  }

  private static ApiError wrong(String message) {
    return Query.wrong("filter", "value_error", message);
  }
}
