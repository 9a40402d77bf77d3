package io.imbi.assistant.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.graph.TestAge;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where nothing is read from the graph, a table stands in for the catalogue of Apache AGE. */
class StoreSelectionTest {

  private static final String ONLY_HERE = "store-selection-test";

  interface Port {}

  @Singleton
  @RequiresStore(StoreKind.RELATIONAL)
  @Requires(property = ONLY_HERE)
  static final class Tables implements Port {}

  @Singleton
  @RequiresStore(StoreKind.GRAPH)
  @Requires(property = ONLY_HERE)
  static final class Graph implements Port {}

  @Test
  void tablesAreUsedWhereThereIsNoGraph() {
    assertThat(select(TestPostgres.create(), Map.of())).isInstanceOf(Tables.class);
  }

  @Test
  void theGraphIsUsedWhereThereIsOne() {
    try (TestAge age = TestAge.start()) {
      assertThat(select(age.settings())).isInstanceOf(Graph.class);
    }
  }

  @Test
  void aGraphOfAnotherNameIsNotOurs() throws SQLException {
    assertThat(select(withGraph("other"), Map.of())).isInstanceOf(Tables.class);
  }

  @Test
  void theSettingDecidesAgainstTheGraph() throws SQLException {
    assertThat(select(withGraph("imbi"), Map.of("imbi.assistant.store", "relational")))
        .isInstanceOf(Tables.class);
  }

  @Test
  void aGraphThatWasAskedForAndIsNotThereStopsTheStart() {
    TestPostgres database = TestPostgres.create();
    assertThatThrownBy(() -> select(database, Map.of("imbi.assistant.store", "graph")))
        .hasRootCauseInstanceOf(SettingException.class)
        .rootCause()
        .hasMessageContaining("IMBI_ASSISTANT_STORE")
        .hasMessageContaining("POSTGRES_GRAPH_NAME");
  }

  @Test
  void aDatabaseThatIsNotThereStopsTheStart() {
    Map<String, Object> settings =
        Map.of("postgres.url", "postgresql://ann:hunter2@127.0.0.1:1/imbi");
    assertThatThrownBy(() -> select(TestPostgres.create(), settings))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("POSTGRES_URL: cannot use the database")
        .hasMessageContaining("127.0.0.1:1/imbi")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void anUnknownKindStopsTheStart() {
    TestPostgres database = TestPostgres.create();
    assertThatThrownBy(() -> select(database, Map.of("imbi.assistant.store", "mongo")))
        .rootCause()
        .hasMessage("IMBI_ASSISTANT_STORE: must be auto, relational or graph");
  }

  private static Port select(TestPostgres database, Map<String, Object> settings) {
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.putAll(settings);
    return select(properties);
  }

  private static Port select(Map<String, Object> settings) {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put(ONLY_HERE, true);
    try (ApplicationContext context = ApplicationContext.run(properties)) {
      return context.getBean(Port.class);
    }
  }

  private static TestPostgres withGraph(String name) throws SQLException {
    TestPostgres database = TestPostgres.create();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA ag_catalog");
      statement.execute("CREATE TABLE ag_catalog.ag_graph (name name)");
      statement.execute("INSERT INTO ag_catalog.ag_graph VALUES ('" + name + "')");
    }
    return database;
  }
}
