package io.imbi.assistant.graph;

import io.imbi.assistant.graph.GraphValue.Entries;
import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.GraphValue.Vertex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One row of a result, read by the names of the statement's columns. */
public final class GraphRow {

  private final List<String> columns;
  private final List<GraphValue> values;

  private GraphRow(List<String> columns, List<GraphValue> values) {
    this.columns = columns;
    this.values = values;
  }

  static GraphRow read(List<String> columns, ResultSet row) throws SQLException {
    List<GraphValue> values = new ArrayList<>(columns.size());
    for (int i = 1; i <= columns.size(); i++) {
      String text = row.getString(i);
      values.add(text == null ? new Nothing() : AgtypeReader.read(text));
    }
    return new GraphRow(columns, values);
  }

  /**
   * @throws IllegalArgumentException if the statement has no such column
   */
  public GraphValue get(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException("The statement has no column " + column);
    }
    return values.get(index);
  }

  public boolean isPresent(String column) {
    return !(get(column) instanceof Nothing);
  }

  /**
   * The properties of a vertex, or a map.
   *
   * @throws GraphException if the value is something else
   */
  public Properties properties(String column) {
    return switch (get(column)) {
      case Vertex vertex -> vertex.properties();
      case GraphValue.Edge edge -> edge.properties();
      case Entries entries -> entries.asProperties();
      case GraphValue other -> throw unexpected(column, other);
    };
  }

  /**
   * @throws GraphException if the value is no text
   */
  public String text(String column) {
    return switch (get(column)) {
      case Text(var value) -> value;
      case GraphValue other -> throw unexpected(column, other);
    };
  }

  private static GraphException unexpected(String column, GraphValue value) {
    return new GraphException(
        "Column %s holds a %s".formatted(column, value.getClass().getSimpleName()));
  }
}
