package io.imbi.assistant.graph;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * A graph. Each statement that is run on it directly is a transaction of its own; {@link
 * #transaction} joins several. What fails because another transaction changed the same entity first
 * is repeated a few times.
 */
public final class Graph implements GraphSession {

  private final DataSource dataSource;
  private final GraphName name;
  private final ConflictRetry retry;

  Graph(DataSource dataSource, GraphName name, ConflictRetry retry) {
    this.dataSource = dataSource;
    this.name = name;
    this.retry = retry;
  }

  /**
   * @param dataSource its connections were made ready by {@link GraphConnections}
   */
  public Graph(DataSource dataSource, GraphName name) {
    this(dataSource, name, ConflictRetry.usual());
  }

  public GraphName name() {
    return name;
  }

  @Override
  public <T> List<T> run(
      GraphStatement statement, Parameters parameters, Function<GraphRow, T> reader) {
    return retry.call(
        () -> {
          try (Connection connection = dataSource.getConnection()) {
            return execute(connection, statement, parameters, reader);
          }
        });
  }

  /**
   * Runs {@code work} in one transaction, which is committed when it returns and rolled back when
   * it throws. It may be run more than once, so it must do nothing outside the session that cannot
   * be repeated.
   */
  public <T> T transaction(Function<GraphSession, T> work) {
    return retry.call(
        () -> {
          try (Connection connection = dataSource.getConnection()) {
            return Transactions.run(connection, () -> work.apply(new Session(connection)));
          }
        });
  }

  private <T> List<T> execute(
      Connection connection,
      GraphStatement statement,
      Parameters parameters,
      Function<GraphRow, T> reader)
      throws SQLException {
    BoundSql bound =
        switch (statement) {
          case CypherQuery query -> query.bind(name, parameters);
          case LabelQuery query -> query.bind(name, parameters);
        };
    try (PreparedStatement prepared = bound.prepare(connection)) {
      List<T> rows = new ArrayList<>();
      if (!prepared.execute()) {
        return rows;
      }
      try (ResultSet results = prepared.getResultSet()) {
        while (results.next()) {
          rows.add(reader.apply(GraphRow.read(statement.columns(), results)));
        }
      }
      return rows;
    }
  }

  /** A transaction that is open. */
  private final class Session implements GraphSession {

    private final Connection connection;

    Session(Connection connection) {
      this.connection = connection;
    }

    @Override
    public <T> List<T> run(
        GraphStatement statement, Parameters parameters, Function<GraphRow, T> reader) {
      try {
        return execute(connection, statement, parameters, reader);
      } catch (SQLException e) {
        throw new GraphException(e);
      }
    }
  }
}
