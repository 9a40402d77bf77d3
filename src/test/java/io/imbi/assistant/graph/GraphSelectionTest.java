package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class GraphSelectionTest {

  private static final CypherQuery ANSWER = CypherQuery.of("RETURN 42", "answer");

  @Test
  void aDatabaseThatHasTheGraphIsUsedAsOne() {
    try (TestAge age = TestAge.start();
        ApplicationContext context = ApplicationContext.run(age.settings())) {
      assertThat(context.getBean(StoreKind.class)).isEqualTo(StoreKind.GRAPH);
      assertThat(
              context
                  .getBean(Graph.class)
                  .runForOne(ANSWER, Parameters.none(), row -> row.get("answer")))
          .contains(new GraphValue.Whole(42));
    }
  }

  @Test
  void anotherDatabasesConnectionsAreLeftAsTheyAre() throws SQLException {
    try (ApplicationContext context = ApplicationContext.run(TestPostgres.create().properties());
        Connection connection = pool(context).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW search_path")) {
      assertThat(context.findBean(Graph.class)).isEmpty();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("\"$user\", public");
    }
  }

  @Test
  void aGraphThatIsAskedForAndNotThereStopsTheStart() {
    Map<String, Object> settings = new HashMap<>(TestPostgres.create().properties());
    settings.put("imbi.assistant.store", "graph");

    assertThatThrownBy(() -> ApplicationContext.run(settings))
        .hasRootCauseInstanceOf(SettingException.class);
  }

  private static DataSource pool(ApplicationContext context) throws SQLException {
    return context.getBean(DataSource.class).unwrap(HikariDataSource.class);
  }
}
