package io.imbi.assistant.graph;

import com.zaxxer.hikari.HikariDataSource;
import io.imbi.assistant.database.PostgresSettings;
import io.imbi.assistant.database.RequiresStore;
import io.imbi.assistant.database.StoreKind;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Opens the graph when the service starts, and makes what the features need in it. */
@Factory
final class GraphFactory {

  @Context
  @RequiresStore(StoreKind.GRAPH)
  Graph graph(DataSource dataSource, PostgresSettings settings, List<GraphSchema> schemas) {
    DataSource pool = pool(dataSource);
    GraphName name = name(settings.graphName());
    new GraphSetup(pool, name).ensure(schemas);
    return new Graph(pool, name);
  }

  private static GraphName name(String value) {
    try {
      return new GraphName(value);
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "POSTGRES_GRAPH_NAME", "must have 3 to 63 letters, digits, underscores and hyphens");
    }
  }

  /** The pool itself: a proxy around it would tie connections to transactions of its own. */
  private static DataSource pool(DataSource dataSource) {
    try {
      return dataSource.unwrap(HikariDataSource.class);
    } catch (SQLException e) {
      throw new IllegalStateException("There is no pool behind the data source", e);
    }
  }
}
