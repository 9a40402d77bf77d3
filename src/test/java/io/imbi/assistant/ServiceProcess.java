package io.imbi.assistant;

import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.scripted.ScriptedClaude;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a process of its own, which can be stopped and killed. */
final class ServiceProcess extends Client {

  private static final String SECRET = "a secret of thirty-two bytes and a few more";
  private static final Pattern RUNNING = Pattern.compile("Server Running: (http://\\S+)");

  private final Process process;
  private final int port;

  /**
   * Starts it and waits until it serves.
   *
   * @param environment variables beside those that say where database and model are
   */
  ServiceProcess(
      TestPostgres database, ScriptedClaude claude, Path home, Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("POSTGRES_URL", database.url());
    variables.put("ANTHROPIC_API_KEY", ScriptedClaude.API_KEY);
    variables.put("ANTHROPIC_BASE_URL", claude.url().toString());
    variables.put("IMBI_AUTH_JWT_SECRET", SECRET);
    variables.put("IMBI_ASSISTANT_SANDBOX", "off");
    var builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName(),
                "serve",
                "--port",
                "0")
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(variables);
    try {
      process = builder.start();
      port = portOf(process.inputReader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int portOf(BufferedReader output) throws IOException {
    var said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      Matcher running = RUNNING.matcher(line);
      if (running.find()) {
        Thread.ofVirtual().start(() -> pass(output));
        return URI.create(running.group(1)).getPort();
      }
    }
    throw new AssertionError("The process ended before it served:\n" + said);
  }

  /** What the process says is read, lest it wait for a reader, and is part of the test's output. */
  private static void pass(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        System.out.println(line);
      }
    } catch (IOException e) {
      // The process was ended.
    }
  }

  @Override
  int port() {
    return port;
  }

  @Override
  JwtSecret secret() {
    return JwtSecret.of(SECRET);
  }

  /** Asks it to stop, with SIGTERM. */
  void stop() {
    process.destroy();
  }

  /** Ends it at once, with SIGKILL, and waits for that. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Waits until it has ended; its status. */
  int awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("The process does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
