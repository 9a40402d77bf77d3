package io.imbi.assistant.database;

import io.imbi.assistant.deployment.DataDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A process that starts the database of development and writes a line into it. Then it ends without
 * having closed anything, or waits to be killed.
 */
final class EmbeddedDatabaseProcess {

  enum Fate {
    EXIT,
    WAIT
  }

  private EmbeddedDatabaseProcess() {}

  public static void main(String[] arguments) throws SQLException, InterruptedException {
    EmbeddedDatabase database = new EmbeddedLifecycle(new DataDirectory(arguments[0])).start();
    EmbeddedDatabaseTest.write(database, arguments[1]);
    System.out.println("written");
    switch (Fate.valueOf(arguments[2])) {
      case EXIT -> System.exit(0);
      case WAIT -> Thread.currentThread().join();
    }
  }

  /** Starts it and waits until it has written. */
  static Process start(Path home, String line, Fate fate) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedDatabaseProcess.class.getName(),
                home.toString(),
                line,
                fate.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader();
    for (String said = output.readLine(); said != null; said = output.readLine()) {
      if (said.equals("written")) {
        return process;
      }
    }
    throw new AssertionError("The process ended before it had written");
  }
}
