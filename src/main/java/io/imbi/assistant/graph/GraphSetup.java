package io.imbi.assistant.graph;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the labels and indexes that are missing. Replicas that start at once take turns, so each
 * thing is made once. An index that makes nothing but speed may fail, for lack of rights on another
 * program's labels, say.
 */
final class GraphSetup {

  private static final Logger LOG = LoggerFactory.getLogger(GraphSetup.class);

  private static final String TAKE_TURNS =
      "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(?, 0))";

  private static final String LABELS =
      """
      SELECT l.name FROM ag_catalog.ag_label l
      JOIN ag_catalog.ag_graph g ON g.graphid = l.graph
      WHERE g.name = CAST(? AS pg_catalog.name)
      """;

  private static final String INDEXES =
      """
      SELECT i.indisunique, ARRAY(
        SELECT pg_catalog.pg_get_indexdef(i.indexrelid, k, true)
        FROM pg_catalog.generate_series(1, i.indnkeyatts::int) k)
      FROM pg_catalog.pg_index i
      WHERE i.indrelid = CAST(? AS pg_catalog.regclass) AND i.indisvalid AND i.indpred IS NULL
      """;

  private final DataSource dataSource;
  private final GraphName graph;

  GraphSetup(DataSource dataSource, GraphName graph) {
    this.dataSource = dataSource;
    this.graph = graph;
  }

  /**
   * @throws GraphException if something that is needed cannot be made
   */
  void ensure(List<GraphSchema> schemas) {
    ConflictRetry.usual()
        .call(
            () -> {
              try (Connection connection = dataSource.getConnection()) {
                return Transactions.run(connection, () -> ensure(connection, schemas));
              }
            });
  }

  private boolean ensure(Connection connection, List<GraphSchema> schemas) throws SQLException {
    takeTurns(connection);
    Set<String> labels = labels(connection);
    for (GraphSchema schema : schemas) {
      for (Label label : schema.labels()) {
        if (label.made() && labels.add(label.name())) {
          make(connection, label);
        }
        if (labels.contains(label.name())) {
          ensureStructure(connection, label);
        }
      }
      for (PropertyIndex index : schema.indexes()) {
        if (labels.contains(index.label())) {
          ensure(connection, index);
        }
      }
    }
    return true;
  }

  private void takeTurns(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKE_TURNS)) {
      statement.setString(1, "imbi-assistant graph " + graph);
      statement.execute();
    }
  }

  private Set<String> labels(Connection connection) throws SQLException {
    Set<String> labels = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(LABELS)) {
      statement.setString(1, graph.value());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          labels.add(rows.getString(1));
        }
      }
    }
    return labels;
  }

  private void make(Connection connection, Label label) throws SQLException {
    String function =
        switch (label.kind()) {
          case VERTEX -> "create_vlabel";
          case EDGE -> "create_elabel";
        };
    execute(
        connection,
        "SELECT ag_catalog.%s(%s, '%s')".formatted(function, graph.literal(), label.name()));
    LOG.info("Made the label {} in the graph {}", label.name(), graph);
  }

  private void ensureStructure(Connection connection, Label label) throws SQLException {
    List<Existing> existing = indexes(connection, label.name());
    List<String> columns =
        switch (label.kind()) {
          case VERTEX -> List.of("id");
          case EDGE -> List.of("start_id", "end_id");
        };
    for (String column : columns) {
      if (existing.stream().noneMatch(index -> index.keys().getFirst().equals(column))) {
        tryToMake(
            connection, "CREATE INDEX ON %s (%s)".formatted(graph.table(label.name()), column));
      }
    }
  }

  private void ensure(Connection connection, PropertyIndex index) throws SQLException {
    if (indexes(connection, index.label()).stream().anyMatch(existing -> existing.serves(index))) {
      return;
    }
    String sql =
        "CREATE %sINDEX \"%s\" ON %s (%s)"
            .formatted(
                index.unique() ? "UNIQUE " : "",
                index.name(),
                graph.table(index.label()),
                String.join(", ", index.keys().stream().map(IndexKey::sql).toList()));
    if (index.unique()) {
      execute(connection, sql);
    } else {
      tryToMake(connection, sql);
    }
  }

  private List<Existing> indexes(Connection connection, String label) throws SQLException {
    List<Existing> indexes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(INDEXES)) {
      statement.setString(1, graph.table(label));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String[] keys = (String[]) rows.getArray(2).getArray();
          indexes.add(new Existing(rows.getBoolean(1), List.of(keys)));
        }
      }
    }
    return indexes;
  }

  private static void tryToMake(Connection connection, String sql) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      execute(connection, sql);
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      connection.rollback(before);
      LOG.warn("Without this index some queries are slow: {} ({})", sql, e.getMessage());
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** An index that is there, whoever made it. */
  private record Existing(boolean unique, List<String> keys) {

    boolean serves(PropertyIndex wanted) {
      List<IndexKey> properties = wanted.keys();
      if (wanted.unique()
          ? !unique || keys.size() != properties.size()
          : keys.size() < properties.size()) {
        return false;
      }
      for (int i = 0; i < properties.size(); i++) {
        if (!properties.get(i).isDescribedBy(keys.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
