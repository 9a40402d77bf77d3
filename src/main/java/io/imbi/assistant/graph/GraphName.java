package io.imbi.assistant.graph;

import java.util.regex.Pattern;

/**
 * The name of a graph, which is also the name of the schema that holds its tables. It is the only
 * part of a statement that does not come from the source text, so it is checked.
 */
public record GraphName(String value) {

  private static final Pattern VALID = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{1,61}[A-Za-z0-9_]");

  /**
   * @throws IllegalArgumentException unless it has 3 to 63 letters, digits, underscores and hyphens
   *     that begin with no digit or hyphen and end with no hyphen
   */
  public GraphName {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "A graph's name has 3 to 63 letters, digits, underscores and hyphens");
    }
  }

  /** As an SQL string. */
  String literal() {
    return "'" + value + "'";
  }

  /** The table of a label, as SQL. */
  String table(String label) {
    return "\"" + value + "\".\"" + label + "\"";
  }

  @Override
  public String toString() {
    return value;
  }
}
