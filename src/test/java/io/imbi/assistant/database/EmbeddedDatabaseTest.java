package io.imbi.assistant.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.imbi.assistant.database.EmbeddedDatabaseProcess.Fate;
import io.imbi.assistant.deployment.DataDirectory;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All on one data directory, since making one takes seconds. */
class EmbeddedDatabaseTest {

  private static final String ONLY_HERE = "embedded-database-test";

  @TempDir private static Path home;

  @BeforeAll
  static void startForTheFirstTimeAfterAStartThatWasCutShort() throws IOException {
    Path unfinished = Files.createDirectories(home.resolve("postgres.new/base/1"));
    Files.writeString(unfinished.resolve("PG_VERSION"), "18");

    start().close();

    assertThat(home).isDirectoryNotContaining("glob:**/postgres.new*");
  }

  @Test
  void dataOutlivesARestart() throws SQLException {
    try (var database = start()) {
      write(database, "before the restart");
    }
    try (var database = start()) {
      assertThat(read(database)).contains("before the restart");
    }
  }

  @Test
  void dataOutlivesAKilledProcessAndItsServerIsStopped() throws Exception {
    Process process = EmbeddedDatabaseProcess.start(home, "before the kill", Fate.WAIT);
    long orphan = serverProcess();
    process.destroyForcibly().waitFor();
    assertThat(ProcessHandle.of(orphan)).hasValueSatisfying(ProcessHandle::isAlive);

    try (var database = start()) {
      assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(read(database)).contains("before the kill");
    }
  }

  @Test
  void aStartThatFailsLeavesNoServerBehind() throws Exception {
    Process process = EmbeddedDatabaseProcess.start(home, "before the exit", Fate.EXIT);

    assertThat(process.waitFor()).isZero();
    assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  void aServerIsNeverTakenForAnothersProcess() throws IOException {
    Path pidFile = home.resolve("postgres/postmaster.pid");
    Files.writeString(
        pidFile, ProcessHandle.current().pid() + "\n" + home.resolve("postgres") + "\n12345\n");

    OrphanedServer.stop(home.resolve("postgres"));

    assertThat(ProcessHandle.current().isAlive()).isTrue();
    Files.delete(pidFile);
  }

  @Test
  void aDirectoryServesOneProcessAtATime() throws SQLException {
    try (var database = start()) {
      assertThatThrownBy(EmbeddedDatabaseTest::start)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("IMBI_ASSISTANT_DATA_DIR")
          .hasMessageContaining(home.toString())
          .hasMessageContaining("another process");
      write(database, "undisturbed");
    }
  }

  @Test
  void nobodyElseOnTheMachineIsLetIn() throws IOException {
    try (var database = start()) {
      String url = database.address().url();

      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "guessed").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      assertThat(Files.getPosixFilePermissions(home.resolve("postgres")))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void developmentStartsItWhereNoUrlIsSet() throws SQLException {
    try (ApplicationContext context = inDevelopment(Map.of());
        Connection connection = pool(context).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_setting('data_directory')")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo(home.resolve("postgres").toString());
      assertThat(context.getBean(StoreKind.class)).isEqualTo(StoreKind.RELATIONAL);
    }
  }

  @Test
  void itServesUntilTheLastThatUsesItHasClosed() throws SQLException {
    try (ApplicationContext context = inDevelopment(Map.of(ONLY_HERE, true))) {
      context.getBean(LastWords.class);
    }

    try (var database = start()) {
      assertThat(read(database)).contains("last words");
    }
  }

  @Singleton
  @Requires(property = ONLY_HERE)
  static final class LastWords {

    private final DataSource dataSource;

    LastWords(DataSource dataSource) {
      this.dataSource = dataSource;
    }

    @PreDestroy
    void speak() throws SQLException {
      try (Connection connection = dataSource.unwrap(HikariDataSource.class).getConnection()) {
        write(connection, "last words");
      }
    }
  }

  @Test
  void elsewhereAMissingUrlStopsTheStart() {
    Map<String, Object> settings =
        Map.of("assistant.environment", "production", "imbi.assistant.data-dir", home.toString());

    assertThatThrownBy(() -> ApplicationContext.run(settings).close())
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("POSTGRES_URL: must be set outside development");
  }

  static void write(EmbeddedDatabase database, String line) throws SQLException {
    try (Connection connection = connect(database)) {
      write(connection, line);
    }
  }

  private static void write(Connection connection, String line) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS line (text text)");
      statement.execute("INSERT INTO line VALUES ('" + line + "')");
    }
  }

  private static List<String> read(EmbeddedDatabase database) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT text FROM line")) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  private static Connection connect(EmbeddedDatabase database) throws SQLException {
    DatabaseAddress address = database.address();
    return DriverManager.getConnection(address.url(), address.connectionProperties());
  }

  private static ApplicationContext inDevelopment(Map<String, Object> settings) {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put("assistant.environment", "development");
    properties.put("imbi.assistant.data-dir", home.toString());
    return ApplicationContext.run(properties);
  }

  private static DataSource pool(ApplicationContext context) throws SQLException {
    return context.getBean(DataSource.class).unwrap(HikariDataSource.class);
  }

  private static EmbeddedDatabase start() {
    return new EmbeddedDatabase(new DataDirectory(home.toString()));
  }

  private static long serverProcess() throws IOException {
    return Long.parseLong(Files.readAllLines(home.resolve("postgres/postmaster.pid")).get(0));
  }
}
