package io.imbi.assistant.graph;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Cypher statement.
 *
 * <p>To be served by an index, a condition on a property must stand in {@code WHERE n.name =
 * $value}; {@code (n {name: $value})} reads the whole label. Three things cost the more the larger
 * the graph is, whatever its indexes: an edge made from or to a vertex that was matched, {@code
 * DELETE}, for both of which AGE reads tables from the start, and paths of variable length, for
 * which it loads the whole graph.
 */
public final class CypherQuery implements GraphStatement {

  private static final String QUOTE = "$cypher$";
  private static final String NO_COLUMNS = "nothing";

  private final String text;
  private final List<String> columns;

  private CypherQuery(String text, List<String> columns) {
    if (text.contains("$$") || text.contains(QUOTE)) {
      throw new IllegalArgumentException("A query cannot contain its own quotes: " + text);
    }
    this.text = text;
    this.columns = Identifiers.check(columns);
  }

  /**
   * @param text refers to parameters as {@code $name}
   * @param columns a name for each value that is returned; none if nothing is
   */
  public static CypherQuery of(@CompileTimeConstant String text, String... columns) {
    return new CypherQuery(text, List.of(columns));
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  BoundSql bind(GraphName graph, Parameters parameters) {
    String returned =
        (columns.isEmpty() ? List.of(NO_COLUMNS) : columns)
            .stream().map(column -> "\"" + column + "\" agtype").collect(Collectors.joining(", "));
    String sql =
        "SELECT * FROM cypher(%s, %s%s%s, ?) AS (%s)"
            .formatted(graph.literal(), QUOTE, text, QUOTE, returned);
    return new BoundSql(sql, List.of(parameters.asMap()));
  }

  @Override
  public String toString() {
    return text;
  }
}
