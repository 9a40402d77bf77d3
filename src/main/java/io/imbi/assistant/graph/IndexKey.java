package io.imbi.assistant.graph;

/**
 * A property by which an index is ordered.
 *
 * @param descending the largest first and those without the property last
 */
public record IndexKey(String property, boolean descending) {

  public IndexKey {
    Identifiers.check(property);
  }

  public static IndexKey ascending(String property) {
    return new IndexKey(property, false);
  }

  public static IndexKey descending(String property) {
    return new IndexKey(property, true);
  }

  String sql() {
    String expression = "(" + LabelQuery.property("properties", property) + ")";
    return descending ? expression + " DESC NULLS LAST" : expression;
  }

  /** Whether this is the key that PostgreSQL describes with {@code definition}. */
  boolean isDescribedBy(String definition) {
    return definition.contains("'\"" + property + "\"'::");
  }
}
