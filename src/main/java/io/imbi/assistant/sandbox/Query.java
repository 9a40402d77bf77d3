package io.imbi.assistant.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of a request, read with types as FastAPI reads it. */
final class Query {

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Takes a raw query apart; one that is not percent-encoded properly is a 400. */
  static Query parse(@Nullable String raw) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
      }
    }
    return new Query(values);
  }

  /** All values of a repeatable parameter, in their order. */
  List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /** A parameter's last value. */
  Optional<String> text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  String required(String name) {
    return text(name).orElseThrow(() -> wrong(name, "missing", "Field required"));
  }

  /** A parameter that says yes or no, in any of the spellings that FastAPI takes. */
  boolean flag(String name) {
    return text(name)
        .map(
            value ->
                switch (value.toLowerCase(Locale.ROOT)) {
                  case "true", "1", "on", "yes", "t", "y" -> true;
                  case "false", "0", "off", "no", "f", "n" -> false;
                  default ->
                      throw wrong(
                          name,
                          "bool_parsing",
                          "Input should be a valid boolean, unable to interpret input");
                })
        .orElse(false);
  }

  int integer(String name, int fallback, int min, int max) {
    return text(name)
        .map(
            value -> {
              int number;
              try {
                number = Integer.parseInt(value);
              } catch (NumberFormatException e) {
                throw wrong(
                    name,
                    "int_parsing",
                    "Input should be a valid integer, unable to parse string as an integer");
              }
              if (number < min) {
                throw wrong(
                    name, "greater_than_equal", "Input should be greater than or equal to " + min);
              }
              if (number > max) {
                throw wrong(
                    name, "less_than_equal", "Input should be less than or equal to " + max);
              }
              return number;
            })
        .orElse(fallback);
  }

  static ApiError wrong(String name, String type, String message) {
    return ApiError.invalid(List.of(new Problem(type, List.of("query", name), message)));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("The query is not percent-encoded properly");
    }
  }
}
