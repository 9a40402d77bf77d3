package io.imbi.assistant.imbi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path with parameters in braces, such as {@code /organizations/{org}/values:fetch}. Whatever the
 * values are, the path that they fill leads to no other resource: each is percent-encoded, and
 * those that servers and proxies resolve as steps in the tree are refused.
 */
public final class PathTemplate {

  private static final Pattern STEPS = Pattern.compile("[/\\\\]");
  private static final Pattern ILLEGAL = Pattern.compile("[^\\x21-\\x7E]|[?#\\\\\"<>^`|]");

  private final String template;
  private final List<Part> parts;

  private PathTemplate(String template, List<Part> parts) {
    this.template = template;
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if it is not an absolute path, has a step such as {@code ..},
   *     an unclosed brace, or a character that no path has
   */
  public static PathTemplate parse(String template) {
    if (!template.startsWith("/") || ILLEGAL.matcher(template).find()) {
      throw new IllegalArgumentException("Not a path: " + template);
    }
    for (String segment : template.split("/", -1)) {
      if (isStep(segment)) {
        throw new IllegalArgumentException("A path with a step in it: " + template);
      }
    }
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf('{', at);
      String literal = template.substring(at, open < 0 ? template.length() : open);
      if (!literal.isEmpty()) {
        parts.add(new Literal(literal));
      }
      if (open < 0) {
        break;
      }
      int close = template.indexOf('}', open);
      if (close <= open + 1) {
        throw new IllegalArgumentException("A path with an unclosed brace: " + template);
      }
      parts.add(new Parameter(template.substring(open + 1, close)));
      at = close + 1;
    }
    return new PathTemplate(template, List.copyOf(parts));
  }

  /** The parameters' names in the order of the path. */
  public List<String> parameters() {
    return parts.stream()
        .filter(Parameter.class::isInstance)
        .map(part -> ((Parameter) part).name())
        .toList();
  }

  /**
   * The path with its parameters filled, percent-encoded.
   *
   * @throws RefusedPathException if a value is missing, empty, or a step in the tree
   */
  public String expand(Map<String, String> values) {
    var path = new StringBuilder(template.length() + 64);
    for (Part part : parts) {
      switch (part) {
        case Literal(String text) -> path.append(text);
        case Parameter(String name) ->
            path.append(PercentEncoding.encode(checked(name, values.get(name))));
      }
    }
    return path.toString();
  }

  @Override
  public String toString() {
    return template;
  }

  private static String checked(String name, @Nullable String value) {
    if (value == null) {
      throw new RefusedPathException(name, "is missing");
    }
    if (value.isEmpty()) {
      throw new RefusedPathException(name, "must not be empty");
    }
    // Some servers decode a path before they split it, so an encoded slash does not end the matter.
    for (String step : STEPS.split(value, -1)) {
      if (isStep(step)) {
        throw new RefusedPathException(name, "must not contain a . or .. step");
      }
    }
    return value;
  }

  private static boolean isStep(String segment) {
    return segment.equals(".") || segment.equals("..");
  }

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Parameter(String name) implements Part {}
}
