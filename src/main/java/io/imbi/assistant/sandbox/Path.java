package io.imbi.assistant.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with placeholders. Each placeholder stands for one segment; whether there is a slash at
 * the end matters, as it does in the real API.
 *
 * @param template such as {@code /api/organizations/{slug}}
 */
record Path(String template, List<String> segments) {

  Path {
    segments = List.copyOf(segments);
  }

  static Path of(String template) {
    return new Path(template, split(template));
  }

  /**
   * The values of the placeholders, if a raw path fits. Each segment is decoded by itself, so that
   * an encoded slash stays within its segment.
   */
  Optional<Map<String, String>> match(String rawPath) {
    List<String> given = split(rawPath);
    if (given.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < given.size(); i++) {
      String expected = segments.get(i);
      String actual = decode(given.get(i));
      if (expected.startsWith("{")) {
        if (actual.isEmpty()) {
          return Optional.empty();
        }
        values.put(expected.substring(1, expected.length() - 1), actual);
      } else if (!expected.equals(actual)) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** How many segments are left open: of two paths that fit, the one with fewer is meant. */
  int placeholders() {
    return (int) segments.stream().filter(segment -> segment.startsWith("{")).count();
  }

  private static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("The path is not percent-encoded properly");
    }
  }
}
