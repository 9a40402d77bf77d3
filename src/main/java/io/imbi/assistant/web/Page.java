package io.imbi.assistant.web;

import io.imbi.assistant.http.RequestProblems;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list was asked for.
 *
 * @param limit 1..100
 * @param offset from 0
 */
record Page(int limit, int offset, boolean includeArchived) {

  static final int MAX_LIMIT = 100;

  private static final String DEFAULT_LIMIT = "20";
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,1000}");

  /** The parameters as they stand in the URL; numbers beyond their range are brought into it. */
  static Page of(
      @Nullable String limit, @Nullable String offset, @Nullable String includeArchived) {
    return new Page(
        integer("limit", limit == null ? DEFAULT_LIMIT : limit, 1, MAX_LIMIT),
        integer("offset", offset == null ? "0" : offset, 0, Integer.MAX_VALUE),
        flag("include_archived", includeArchived == null ? "false" : includeArchived));
  }

  private static int integer(String name, String text, int min, int max) {
    if (!INTEGER.matcher(text).matches()) {
      throw RequestProblems.unprocessable(name + ": must be an integer");
    }
    return new BigInteger(text)
        .max(BigInteger.valueOf(min))
        .min(BigInteger.valueOf(max))
        .intValueExact();
  }

  private static boolean flag(String name, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on", "t", "y" -> true;
      case "false", "0", "no", "off", "f", "n" -> false;
      default -> throw RequestProblems.unprocessable(name + ": must be true or false");
    };
  }
}
