package io.imbi.assistant.database;

import io.imbi.assistant.deployment.SettingException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the database has Imbi's graph. It asks on a connection of its own, before there
 * is a pool, so that the pool can be set up for the kind of store.
 */
record StoreSelection(StoreSettings store, PostgresSettings postgres, DatabaseAddress address) {

  private static final Logger LOG = LoggerFactory.getLogger(StoreSelection.class);

  private static final String HAS_CATALOGUE =
      """
      SELECT EXISTS (
        SELECT FROM pg_catalog.pg_class t
        JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
        WHERE s.nspname = 'ag_catalog' AND t.relname = 'ag_graph')
      """;

  private static final String HAS_GRAPH =
      "SELECT EXISTS (SELECT FROM ag_catalog.ag_graph WHERE name = CAST(? AS pg_catalog.name))";

  /**
   * @throws SettingException if the database cannot be reached, or has no graph and the graph was
   *     asked for
   */
  StoreKind resolve() {
    StoreKind kind = store.kind().orElseGet(this::found);
    switch (kind) {
      case RELATIONAL -> LOG.info("Conversations are kept in tables of {}", address);
      case GRAPH -> {
        if (found() != StoreKind.GRAPH) {
          throw new SettingException(
              StoreSettings.VARIABLE,
              "the database has no graph %s; create it, or set %s"
                  .formatted(postgres.graphName(), PostgresSettings.GRAPH_NAME_VARIABLE));
        }
        LOG.info("Conversations are kept in the graph {} of {}", postgres.graphName(), address);
      }
    }
    return kind;
  }

  private StoreKind found() {
    try (Connection connection =
        DriverManager.getConnection(address.url(), address.connectionProperties())) {
      return hasGraph(connection) ? StoreKind.GRAPH : StoreKind.RELATIONAL;
    } catch (SQLException e) {
      throw new SettingException(
          PostgresSettings.URL_VARIABLE,
          "cannot use the database %s: %s".formatted(address, e.getMessage()));
    }
  }

  private boolean hasGraph(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HAS_CATALOGUE)) {
      if (!isTrue(statement)) {
        return false;
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(HAS_GRAPH)) {
      statement.setString(1, postgres.graphName());
      return isTrue(statement);
    }
  }

  private static boolean isTrue(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    }
  }
}
