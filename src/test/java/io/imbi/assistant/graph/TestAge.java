package io.imbi.assistant.graph;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A graph of a test's own on a real Apache AGE: the one at {@code IMBI_TEST_AGE_URL}, else one that
 * is started once and shared by all tests of this process. All connections to the latter are one
 * session: a test must not take a second connection while it holds one, and cannot try what two
 * transactions do to each other.
 */
public final class TestAge implements AutoCloseable {

  static final String URL_VARIABLE = "IMBI_TEST_AGE_URL";

  private static final AtomicInteger GRAPHS = new AtomicInteger();

  private final GraphName name;

  private TestAge(GraphName name) {
    this.name = name;
  }

  /** An empty graph with what the schemas ask for. */
  public static TestAge start(GraphSchema... schemas) {
    var name =
        new GraphName("test_" + ProcessHandle.current().pid() + "_" + GRAPHS.incrementAndGet());
    var age = new TestAge(name);
    age.execute("SELECT ag_catalog.create_graph('" + name + "')");
    age.ensure(schemas);
    return age;
  }

  /** Makes what the schemas ask for and is not there. */
  public void ensure(GraphSchema... schemas) {
    new GraphSetup(Server.POOL, name).ensure(List.of(schemas));
  }

  public Graph graph() {
    return new Graph(Server.POOL, name);
  }

  public GraphName name() {
    return name;
  }

  public DataSource dataSource() {
    return Server.POOL;
  }

  /**
   * The settings with which an application uses this graph. Tables are made for it only where it
   * can have two connections at once, which their migrations need.
   */
  public Map<String, Object> settings() {
    return Map.of(
        "postgres.url",
        Server.ADDRESS.substring("jdbc:".length()),
        "postgres.graph-name",
        name.value(),
        "imbi.assistant.database.pool-size",
        isConcurrent() ? 4 : 1,
        "flyway.datasources.default.enabled",
        isConcurrent());
  }

  /** Whether several transactions can be open at once. */
  public static boolean isConcurrent() {
    return Server.EXTERNAL;
  }

  /** Runs SQL that is no statement of the program's. */
  public void execute(String sql) {
    try (Connection connection = Server.POOL.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The number that SQL returns which is no statement of the program's. */
  public long count(String sql) {
    try (Connection connection = Server.POOL.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** How the database runs a statement. */
  public String plan(GraphStatement statement, Parameters parameters) {
    return explain(statement, parameters, "SELECT 1");
  }

  /** How the database would run a statement if it took an index wherever it can. */
  public String explain(GraphStatement statement, Parameters parameters) {
    return explain(statement, parameters, "SET LOCAL enable_seqscan = off");
  }

  /** As {@link #explain}, and if it would rather follow an index than sort. */
  public String explainInOrder(GraphStatement statement, Parameters parameters) {
    return explain(
        statement,
        parameters,
        "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort ="
            + " off");
  }

  /**
   * How the database would run a statement that it has planned for whatever values there may be, as
   * it does after a few executions, if it took an index wherever it can.
   */
  public String explainForAnyValue(GraphStatement statement, Parameters parameters) {
    BoundSql bound = bind(statement, parameters);
    var sql = new StringBuilder();
    int number = 0;
    for (String part : bound.sql().split("\\?", -1)) {
      sql.append(number == 0 ? "" : "$" + number).append(part);
      number++;
    }
    String types = String.join(", ", Collections.nCopies(number - 1, "agtype"));
    String values =
        bound.arguments().stream()
            .map(value -> "'" + value.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    var plan = new StringJoiner("\n");
    try (Connection connection = Server.POOL.getConnection();
        Statement explain = connection.createStatement()) {
      explain.execute("PREPARE planned (%s) AS %s".formatted(types, sql));
      explain.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off");
      try (ResultSet rows =
          explain.executeQuery("EXPLAIN (COSTS OFF) EXECUTE planned (" + values + ")")) {
        while (rows.next()) {
          plan.add(rows.getString(1));
        }
      } finally {
        explain.execute("RESET plan_cache_mode; RESET enable_seqscan; DEALLOCATE planned");
      }
      if (!plan.toString().matches("(?s).*\\$\\d.*")) {
        throw new AssertionError("Planned for this value only:\n" + plan);
      }
      return plan.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(sql.toString(), e);
    }
  }

  private BoundSql bind(GraphStatement statement, Parameters parameters) {
    return switch (statement) {
      case CypherQuery query -> query.bind(name, parameters);
      case LabelQuery query -> query.bind(name, parameters);
    };
  }

  private String explain(GraphStatement statement, Parameters parameters, String planner) {
    BoundSql bound = bind(statement, parameters);
    var plan = new StringJoiner("\n");
    try (Connection connection = Server.POOL.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement settings = connection.createStatement()) {
        settings.execute(planner);
      }
      var explained = new BoundSql("EXPLAIN (COSTS OFF) " + bound.sql(), bound.arguments());
      try (PreparedStatement prepared = explained.prepare(connection);
          ResultSet rows = prepared.executeQuery()) {
        while (rows.next()) {
          plan.add(rows.getString(1));
        }
      }
      connection.rollback();
      return plan.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Removes everything from the graph but its labels and indexes. */
  public void clear() {
    execute(
        """
        DO $do$
        DECLARE label regclass;
        BEGIN
          FOR label IN
            SELECT l.relation FROM ag_catalog.ag_label l
            JOIN ag_catalog.ag_graph g ON g.graphid = l.graph WHERE g.name = '%s'
          LOOP
            EXECUTE 'DELETE FROM ONLY ' || label;
          END LOOP;
        END
        $do$
        """
            .formatted(name));
  }

  /** Drops the graph. */
  @Override
  public void close() {
    execute("SELECT ag_catalog.drop_graph('" + name + "', true)");
  }

  /** Started by the first test that needs it. */
  private static final class Server {

    static final boolean EXTERNAL = System.getenv(URL_VARIABLE) != null;
    static final String ADDRESS = address();
    static final HikariDataSource POOL = pool();

    private Server() {}

    private static String address() {
      String external = System.getenv(URL_VARIABLE);
      return external == null ? AgeProcess.start() : "jdbc:" + external;
    }

    private static HikariDataSource pool() {
      var config = new HikariConfig();
      config.setJdbcUrl(ADDRESS);
      config.setMaximumPoolSize(EXTERNAL ? 4 : 1);
      GraphConnections.prepare(config);
      return new HikariDataSource(config);
    }
  }
}
