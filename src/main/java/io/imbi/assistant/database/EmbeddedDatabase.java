package io.imbi.assistant.database;

import io.imbi.assistant.deployment.DataDirectory;
import io.imbi.assistant.deployment.SettingException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL of a development machine that names no other: started with this process, stopped
 * with it, its data kept in the data directory.
 *
 * <pre>
 * postgres       the server's data
 * postgres.new   a data directory that is still being made
 * postgres.lock  held by the process whose server it is
 * postgres.log   what the server said since it was last started
 * </pre>
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final String USER = "postgres";
  private static final String DATABASE = "postgres";

  private final Path data;
  private final Path unfinished;
  private final Path log;
  private final DirectoryLock lock;
  private final EmbeddedPostgres server;

  /**
   * Starts the server.
   *
   * @throws SettingException if it does not start
   */
  EmbeddedDatabase(DataDirectory directory) {
    Path home = directory.path();
    data = home.resolve("postgres");
    unfinished = home.resolve("postgres.new");
    log = home.resolve("postgres.log");
    lock = lock(home);
    try {
      OrphanedServer.stop(data);
      if (!Files.exists(data)) {
        initialise();
      }
      server = start(data);
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
        null,
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
                      "another process is using the database in %s; stop it, or name another directory"
                          .formatted(home)));
    } catch (IOException e) {
      throw new SettingException(
          DataDirectory.VARIABLE, "%s cannot be written to: %s".formatted(home, e.getMessage()));
    }
  }

  /**
   * Makes the data directory aside, so that whatever cuts it short, there is none or a whole one.
   */
  private void initialise() throws IOException {
    OrphanedServer.stop(unfinished);
    DirectoryTree.delete(unfinished);
    start(unfinished).close();
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private EmbeddedPostgres start(Path directory) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setLocaleConfig("locale", "C")
        .setServerConfig("fsync", "on")
        .setServerConfig("max_connections", "100")
        .setServerConfig("listen_addresses", "localhost")
        .setPGStartupWait(START_TIMEOUT)
        .setOutputRedirector(ProcessBuilder.Redirect.to(log.toFile()))
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
