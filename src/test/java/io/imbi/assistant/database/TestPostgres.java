package io.imbi.assistant.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Databases for tests: one PostgreSQL server for the whole JVM, a new and empty database for
 * whoever asks.
 *
 * <pre>{@code
 * TestPostgres database = TestPostgres.create();
 * ApplicationContext.run(database.properties());
 * }</pre>
 */
public final class TestPostgres {

  /** Long, for the machine may be building something else beside. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;

  private TestPostgres(String name) {
    this.name = name;
  }

  /** A new database. It is not dropped: the server goes with the JVM. */
  public static TestPostgres create() {
    String name = "test_" + COUNT.incrementAndGet();
    try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new TestPostgres(name);
  }

  /** What {@code POSTGRES_URL} would be. */
  public String url() {
    return "postgresql://postgres@localhost:%d/%s".formatted(Server.INSTANCE.getPort(), name);
  }

  /** The settings of an application that uses this database. */
  public Map<String, Object> properties() {
    return Map.of("postgres.url", url(), "imbi.assistant.database.pool-size", 3);
  }

  /** Connections of one's own, without a pool. */
  public DataSource dataSource() {
    return Server.INSTANCE.getDatabase("postgres", name);
  }

  /** Breaks all connections, and makes no new ones until {@link #comeBack}. */
  public void goAway() {
    accept(false);
    try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?")) {
      statement.setString(1, name);
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public void comeBack() {
    accept(true);
  }

  private void accept(boolean connections) {
    try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS " + connections);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Server {
    static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C")
            .setPGStartupWait(START_TIMEOUT)
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
