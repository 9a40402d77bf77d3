package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.ScriptedClaude;
import io.imbi.assistant.tool.ToolCatalogues;
import io.imbi.assistant.turn.Listeners;
import io.imbi.assistant.turn.Turns;
import io.micronaut.context.ApplicationContext;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.EmbeddedServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** The whole service as it is run, on a database of its own, with a scripted model behind it. */
final class Service extends Client {

  final ScriptedClaude claude;
  final TestPostgres database;
  private final EmbeddedServer server;
  private final boolean alone;

  Service(Map<String, Object> settings) {
    this(ScriptedClaude.start(), TestPostgres.create(), settings, true);
  }

  private Service(
      ScriptedClaude claude, TestPostgres database, Map<String, Object> settings, boolean alone) {
    this.claude = claude;
    this.database = database;
    this.alone = alone;
    Map<String, Object> all = new HashMap<>(database.properties());
    all.put("micronaut.server.port", -1);
    all.put("anthropic.api-key", ScriptedClaude.API_KEY);
    all.put("anthropic.base-url", claude.url().toString());
    all.putAll(settings);
    server = ApplicationContext.run(EmbeddedServer.class, all);
  }

  /** Another service on the same database, with the same model. */
  Service replica(Map<String, Object> settings) {
    return new Service(claude, database, settings, false);
  }

  @Override
  int port() {
    return server.getPort();
  }

  @Override
  JwtSecret secret() {
    return server.getApplicationContext().getBean(JwtSecret.class);
  }

  /** Where metrics are to be had without a credential. */
  int metricsPort() {
    return server.getApplicationContext().getBean(MetricsServer.class).port();
  }

  /** Waits until the tools of the sandbox are there. */
  Service withTools() {
    return withTool("list_organizations");
  }

  /** Waits until there is a tool of this name. */
  Service withTool(String name) {
    var catalogues = server.getApplicationContext().getBean(ToolCatalogues.class);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> catalogues.current().find(name).isPresent());
    return this;
  }

  /** Waits until no turn runs, and sees that none has left anything behind. */
  void awaitQuiet() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(runningTurns()).as("running turns").isZero();
              assertThat(
                      count(
                          "SELECT count(*) FROM imbi_assistant.turn_lease WHERE expires_at >"
                              + " now()"))
                  .as("leases")
                  .isZero();
              assertThat(pool().getActiveConnections()).as("connections not returned").isZero();
              assertThat(claude.underWay()).as("answers that the model is at").isEmpty();
            });
  }

  /** Asks once more, of a model that refuses an invalid conversation. */
  void goesOn(String conversation) {
    claude.enqueue(Answer.saying("And on it goes."));
    List<Event> events = ask(conversation, "And now?");
    assertThat(claude.refusals()).isEmpty();
    assertThat(events).extracting(Event::name).contains("done").doesNotContain("error");
    assertThat(stored(conversation)).endsWith("user: And now?", "assistant: And on it goes.");
  }

  /** Breaks all connections of the database; the number of them. */
  long killConnections() {
    return count(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()\
        """);
  }

  /** Waits until the lease of the conversation's turn has been renewed beyond its first end. */
  void awaitRenewal(String conversation) {
    String lease =
        "FROM imbi_assistant.turn_lease WHERE conversation_id = '%s'".formatted(conversation);
    long first = count("SELECT extract(epoch FROM expires_at) * 1000 " + lease);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                count(
                        "SELECT count(*) %s AND clock_timestamp() > to_timestamp(%d / 1000.0)"
                            .formatted(lease, first))
                    == 1);
  }

  /** The first column of each row, as text. */
  List<String> texts(String query) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void run(String statement) {
    try (Connection connection = database.dataSource().getConnection();
        Statement prepared = connection.createStatement()) {
      prepared.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long count(String query) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the server has noticed that nobody listens to the conversation's turn any more. */
  void awaitNobodyListens(String conversation) {
    var turns = server.getApplicationContext().getBean(Turns.class);
    Awaitility.await()
        .until(() -> !Listeners.any(turns, new Owner(ANN), UUID.fromString(conversation)));
  }

  private long runningTurns() {
    return server.getApplicationContext().getBeansOfType(GracefulShutdownCapable.class).stream()
        .filter(part -> !(part instanceof EmbeddedServer))
        .mapToLong(part -> part.reportActiveTasks().orElse(0))
        .sum();
  }

  /** Waits until somebody waits for a connection of the database. */
  void awaitDatabaseMissed() {
    Awaitility.await().until(() -> pool().getThreadsAwaitingConnection() > 0);
  }

  private HikariPoolMXBean pool() {
    DataSource pool =
        DelegatingDataSource.unwrapDataSource(
            server.getApplicationContext().getBean(DataSource.class));
    return ((HikariDataSource) pool).getHikariPoolMXBean();
  }

  @Override
  public void close() {
    server.close();
    if (alone) {
      claude.close();
    }
  }
}
