package io.imbi.assistant.graph;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A server with Apache AGE that needs no container engine: PostgreSQL compiled to WebAssembly, run
 * by Node.js. It ends when its standard input does, so it cannot outlive this process.
 */
final class AgeProcess {

  private static final Path HOME = Path.of("src", "test", "age");
  private static final String HELP =
      "The tests of the graph need Node.js 20 or newer. Run `npm ci` in %s, or set %s to a database"
              .formatted(HOME, TestAge.URL_VARIABLE)
          + " that has Apache AGE";

  private AgeProcess() {}

  /** Starts it and returns its address, as a JDBC URL. */
  static String start() {
    try {
      install();
      Process server =
          new ProcessBuilder("node", "server.mjs")
              .directory(HOME.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
      // Closing the reader would close the server's output.
      BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
      String port = output.readLine();
      if (port == null) {
        throw new IllegalStateException(HELP);
      }
      return "jdbc:postgresql://127.0.0.1:%s/postgres?user=postgres&password=none&sslmode=disable&prepareThreshold=0"
          .formatted(port);
    } catch (IOException e) {
      throw new UncheckedIOException(HELP, e);
    }
  }

  private static void install() throws IOException {
    if (Files.isDirectory(HOME.resolve("node_modules").resolve("@electric-sql"))) {
      return;
    }
    File log = File.createTempFile("npm-ci", ".log");
    Process npm =
        new ProcessBuilder(List.of(npm(), "ci"))
            .directory(HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroy();
        throw new IllegalStateException(HELP + ". " + Files.readString(log.toPath()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(HELP, e);
    }
    Files.delete(log.toPath());
  }

  private static String npm() {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    return windows ? "npm.cmd" : "npm";
  }
}
