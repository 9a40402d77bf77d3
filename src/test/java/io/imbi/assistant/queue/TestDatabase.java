package io.imbi.assistant.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.imbi.assistant.database.Sql;
import io.imbi.assistant.database.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/** A migrated database of a test class's own, emptied for each test. */
final class TestDatabase implements QueueDatabase, AutoCloseable {

  private final HikariDataSource pool;

  TestDatabase() {
    TestPostgres postgres = TestPostgres.create();
    Flyway.configure()
        .dataSource(postgres.dataSource())
        .defaultSchema("imbi_assistant")
        .load()
        .migrate();
    var config = new HikariConfig();
    config.setDataSource(postgres.dataSource());
    config.setMaximumPoolSize(12);
    config.setMinimumIdle(0);
    pool = new HikariDataSource(config);
  }

  void empty() {
    execute(
        """
        TRUNCATE imbi_assistant.task, imbi_assistant.model_slot, imbi_assistant.task_schedule
        """);
  }

  void execute(String statement) {
    inTransaction(
        connection -> {
          Sql.of(statement).run(connection);
          return true;
        });
  }

  long number(String query) {
    return this.<Long>inTransaction(
        connection -> Sql.of(query).one(connection, row -> row.getLong(1)).orElseThrow());
  }

  @Override
  public <T> T inTransaction(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      boolean committed = false;
      try {
        T result = work.run(connection);
        connection.commit();
        committed = true;
        return result;
      } finally {
        if (!committed) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw new QueueStorageException(e);
    }
  }

  @Override
  public Connection connect() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void close() {
    pool.close();
  }
}
