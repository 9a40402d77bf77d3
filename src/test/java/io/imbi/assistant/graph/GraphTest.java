package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.imbi.assistant.graph.GraphValue.Edge;
import io.imbi.assistant.graph.GraphValue.Entries;
import io.imbi.assistant.graph.GraphValue.Exact;
import io.imbi.assistant.graph.GraphValue.Flag;
import io.imbi.assistant.graph.GraphValue.Items;
import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.GraphValue.Path;
import io.imbi.assistant.graph.GraphValue.Real;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.GraphValue.Vertex;
import io.imbi.assistant.graph.GraphValue.Whole;
import io.imbi.assistant.json.Json;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

class GraphTest {

  private static final CypherQuery CREATE =
      CypherQuery.of("CREATE (t:Thing {name: $name, note: $note}) RETURN t", "thing");
  private static final CypherQuery FIND =
      CypherQuery.of("MATCH (t:Thing) WHERE t.name = $name RETURN t.note", "note");
  private static final CypherQuery COUNT =
      CypherQuery.of("MATCH (t:Thing) RETURN count(t)", "count");
  private static final CypherQuery ECHO = CypherQuery.of("RETURN $value", "value");
  private static final LabelQuery RENAME =
      LabelQuery.of(
          """
          UPDATE {Thing} AS t SET properties = t.properties || $changes
          WHERE {t.name} = $name RETURNING t.properties
          """,
          "thing");

  private static final CypherQuery UNSUPPORTED =
      CypherQuery.of("MATCH (t:Thing) SET t = [1] RETURN t", "t");

  private static TestAge age;
  private static Graph graph;

  @BeforeAll
  static void start() {
    age =
        TestAge.start(
            new GraphSchema(
                List.of(Label.vertices("Thing")), List.of(PropertyIndex.on("Thing", "name"))));
    graph = age.graph();
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @BeforeEach
  void clear() {
    age.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "it's",
        "a \"quoted\" word",
        "back\\slash \\u0041 \\",
        "$$ ) AS (x agtype); DROP SCHEMA test CASCADE; --",
        "$cypher$, NULL) AS (x agtype)",
        "'; DELETE FROM x; --",
        "$name {Thing} {.name} ?",
        "}) DETACH DELETE t //",
        "line\nbreak\ttab\r\u0001",
        "nul \0 and lone \uD800 and \uDC00\uD83D",
        "Grüße 😀 \u2028 \uFDD0"
      })
  void anyValueIsStoredAndFoundAsItIs(String value) {
    graph.run(CREATE, Parameters.of("name", value).and("note", "first"));
    graph.run(CREATE, Parameters.of("name", "other").and("note", value));

    assertThat(notes(value)).containsExactly("first");
    assertThat(notes("other")).containsExactly(value);
    assertThat(
            graph.run(
                RENAME,
                Parameters.of("name", value).and("changes", change("name", value + "!")),
                row -> row.properties("thing").text("name").orElseThrow()))
        .containsExactly(value + "!");
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void parametersOfEveryKindComeBack() {
    assertThat(echo(Json.parse("{\"a\": [1, -2.5, true, null, \"x\", {\"b\": []}]}")))
        .isEqualTo(
            new Entries(
                Map.of(
                    "a",
                    new Items(
                        List.of(
                            new Whole(1),
                            new Real(-2.5),
                            new Flag(true),
                            new Nothing(),
                            new Text("x"),
                            new Entries(Map.of("b", new Items(List.of()))))))));
    assertThat(echo(Json.text("text \0"))).isEqualTo(new Text("text \0"));
    assertThat(value(Parameters.none().and("value", Long.MIN_VALUE)))
        .isEqualTo(new Whole(Long.MIN_VALUE));
    assertThat(value(Parameters.none().and("value", Boolean.TRUE))).isEqualTo(new Flag(true));
    assertThat(value(Parameters.of("value", null))).isEqualTo(new Nothing());
  }

  @Test
  void aNumberThatDoesNotFitIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> Parameters.none().and("n", Json.parse("[12345678901234567890]")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Parameters.none().and("n", Json.parse("1e400")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void resultsOfEveryKindAreRead() {
    var query =
        CypherQuery.of(
            """
            CREATE p = (a:Thing {name: 'a'})-[r:Knows {since: 1.5}]->(b:Thing {name: 'b'})
            RETURN a, r, p, [a, 2::numeric], null
            """,
            "a",
            "r",
            "p",
            "list",
            "none");

    graph.run(
        query,
        Parameters.none(),
        row -> {
          var a = (Vertex) row.get("a");
          var edge = (Edge) row.get("r");
          assertThat(a.label()).isEqualTo("Thing");
          assertThat(a.properties().text("name")).contains("a");
          assertThat(edge.start()).isEqualTo(a.id());
          assertThat(edge.properties().get("since")).isEqualTo(new Real(1.5));
          assertThat(((Path) row.get("p")).steps()).hasSize(3).startsWith(a, edge);
          assertThat(row.get("list"))
              .isEqualTo(new Items(List.of(a, new Exact(new BigDecimal("2")))));
          assertThat(row.isPresent("none")).isFalse();
          assertThatThrownBy(() -> row.get("nothing")).isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> row.text("a")).isInstanceOf(GraphException.class);
          return row;
        });
  }

  @Test
  void aTransactionKeepsAllOrNothing() {
    assertThatThrownBy(
            () ->
                graph.transaction(
                    session -> {
                      session.run(CREATE, thing("one"));
                      session.run(CREATE, thing("two"));
                      throw new IllegalStateException("changed its mind");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("changed its mind");
    assertThat(count()).isZero();

    graph.transaction(
        session -> {
          session.run(CREATE, thing("one"));
          session.run(CREATE, thing("two"));
          return true;
        });
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void aRefusedStatementUndoesItsTransaction() {
    var broken = CypherQuery.of("RETURN no_such_function()", "x");

    assertThatThrownBy(
            () ->
                graph.transaction(
                    session -> {
                      session.run(CREATE, thing("one"));
                      return session.run(broken, Parameters.none(), row -> row);
                    }))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("no_such_function");
    assertThat(count()).isZero();
  }

  @Test
  void whatAgeDoesNotSupportDoesNotCostTheConnection() throws SQLException {
    var pool = (HikariDataSource) age.dataSource();
    Connection before = physical(pool);

    assertThatThrownBy(() -> graph.run(UNSUPPORTED, Parameters.none()))
        .isInstanceOf(GraphException.class)
        .hasRootCauseInstanceOf(SQLException.class)
        .rootCause()
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("0A000");

    assertThat(physical(pool)).isSameAs(before);
  }

  @Test
  void whoMayLoadNothingUsesWhatTheServerHasLoaded() throws SQLException {
    var pool = new HikariConfig();
    GraphConnections.prepare(pool);
    try (Connection connection = age.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE guest; SET ROLE guest");
      try {
        assertThatThrownBy(() -> statement.execute("LOAD 'age'"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("not allowed");
        statement.execute(pool.getConnectionInitSql());
        try (var rows = statement.executeQuery("SHOW search_path")) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).endsWith("ag_catalog");
        }
      } finally {
        statement.execute("RESET ROLE; DROP ROLE guest");
      }
    }
  }

  @Test
  void tablesOfOthersAreMadeWhereTheyWereBefore() throws SQLException {
    try (Connection connection = age.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE somebodys (id int)");
      try (var rows = statement.executeQuery("SELECT 'public.somebodys'::regclass")) {
        assertThat(rows.next()).isTrue();
      }
      statement.execute("DROP TABLE public.somebodys");
    }
  }

  @Test
  void aStatementSaysWhichParameterItLacks() {
    assertThatThrownBy(() -> graph.run(RENAME, Parameters.of("name", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("changes");
  }

  @Test
  void parametersShowNoValues() {
    assertThat(Parameters.of("secret", "hunter2")).hasToString("Parameters[secret]");
  }

  private static Connection physical(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return (Connection) connection.unwrap(PGConnection.class);
    }
  }

  private static GraphValue echo(JsonNode value) {
    return value(Parameters.none().and("value", value));
  }

  private static GraphValue value(Parameters parameters) {
    return graph.runForOne(ECHO, parameters, row -> row.get("value")).orElseThrow();
  }

  private static List<String> notes(String name) {
    return graph.run(FIND, Parameters.of("name", name), row -> row.text("note"));
  }

  private static long count() {
    return graph.run(COUNT, Parameters.none(), row -> (Whole) row.get("count")).getFirst().value();
  }

  private static Parameters thing(String name) {
    return Parameters.of("name", name).and("note", "");
  }

  private static JsonNode change(String name, String value) {
    return Json.object().put(name, value);
  }
}
