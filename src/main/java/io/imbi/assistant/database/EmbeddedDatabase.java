package io.imbi.assistant.database;

import io.imbi.assistant.deployment.DataDirectory;
import io.imbi.assistant.deployment.SettingException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL of a development machine that names no other: started with this process, stopped
 * with it, its data kept in the data directory.
 *
 * <pre>
 * postgres       the server's data, readable by its owner only; in it, our file "password"
 * postgres.new*  a data directory that is still being made, or never was finished
 * postgres.lock  held by the process whose server it is
 * postgres.log   what the server said since it was last started
 * </pre>
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final String USER = "postgres";
  private static final String DATABASE = "postgres";
  private static final String UNFINISHED = "postgres.new";
  private static final String PASSWORD_FILE = "password";
  private static final String PASSWORD_REQUIRED =
      """
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  private final Path data;
  private final Path home;
  private final Path log;
  private final DirectoryLock lock;
  private final EmbeddedPostgres server;
  private final String password;

  /**
   * Starts the server.
   *
   * @throws SettingException if it does not start
   */
  EmbeddedDatabase(DataDirectory directory) {
    home = directory.path();
    data = home.resolve("postgres");
    log = home.resolve("postgres.log");
    lock = lock(home);
    try {
      OrphanedServer.stop(data);
      Files.deleteIfExists(log);
      if (!Files.exists(data)) {
        initialise();
      }
      password = Files.readString(data.resolve(PASSWORD_FILE));
      server = start(data, password);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw failed(e);
    }
    LOG.info(
        "{} is not set: started a PostgreSQL of our own on port {}, its data in {}",
        PostgresSettings.URL_VARIABLE,
        server.getPort(),
        data);
  }

  DatabaseAddress address() {
    return new DatabaseAddress(
        "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), DATABASE),
        USER,
        password,
        Map.of());
  }

  /** Stops the server; does nothing if it was stopped. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("The PostgreSQL in {} did not stop: {}", data, e.getMessage());
    } finally {
      lock.close();
    }
  }

  private static DirectoryLock lock(Path home) {
    try {
      Files.createDirectories(home);
      return DirectoryLock.take(home.resolve("postgres.lock"))
          .orElseThrow(
              () ->
                  new SettingException(
                      DataDirectory.VARIABLE,
                      "another process is using the database in "
                          + home
                          + "; stop it, name another directory, or set POSTGRES_URL for several"
                          + " processes to share a database"));
    } catch (IOException e) {
      throw new SettingException(
          DataDirectory.VARIABLE, "%s cannot be written to: %s".formatted(home, e));
    }
  }

  /**
   * Makes the data directory aside, so that whatever cuts it short, there is none or a whole one. A
   * new server trusts everybody on this machine, and its superuser may run programs: it gets a
   * password.
   */
  private void initialise() throws IOException {
    deleteUnfinished();
    // Not always of the same name: what was cut short may still be writing, or cleaning up.
    Path unfinished = home.resolve(UNFINISHED + ProcessHandle.current().pid());
    String chosen = UUID.randomUUID().toString();
    try (EmbeddedPostgres trusting = start(unfinished, "");
        Connection connection = trusting.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(USER, chosen));
    } catch (SQLException e) {
      throw new IOException(e);
    }
    Files.writeString(unfinished.resolve("pg_hba.conf"), PASSWORD_REQUIRED);
    Files.writeString(unfinished.resolve(PASSWORD_FILE), chosen);
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> leftOvers = Files.newDirectoryStream(home, UNFINISHED + "*")) {
      for (Path leftOver : leftOvers) {
        OrphanedServer.stop(leftOver);
        DirectoryTree.delete(leftOver);
      }
    }
  }

  private EmbeddedPostgres start(Path directory, String withPassword) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setLocaleConfig("locale", "C")
        .setServerConfig("fsync", "on")
        .setServerConfig("max_connections", "100")
        .setServerConfig("listen_addresses", "localhost")
        .setServerConfig("unix_socket_directories", "''")
        .setConnectConfig("password", withPassword)
        .setPGStartupWait(START_TIMEOUT)
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private SettingException failed(Exception cause) {
    var exception =
        new SettingException(
            PostgresSettings.URL_VARIABLE,
            "is not set, and the PostgreSQL of development did not start in %s: %s (see %s)"
                .formatted(data, cause.getMessage(), log));
    exception.initCause(cause);
    return exception;
  }
}
