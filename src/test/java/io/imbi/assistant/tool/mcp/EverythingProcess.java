package io.imbi.assistant.tool.mcp;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The MCP project's own reference server, run by Node.js. It ends when its standard input does, so
 * it cannot outlive this process.
 */
public final class EverythingProcess implements AutoCloseable {

  private static final Path HOME = Path.of("src", "test", "mcp");
  private static final String HELP =
      "The tests of MCP need Node.js 20 or newer. Run `npm ci` in " + HOME;

  private final int port;
  private @Nullable Process process;

  public EverythingProcess() {
    try {
      install();
      port = freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(HELP, e);
    }
    start();
  }

  /** Free again when it is returned: whoever held it would be taken for the server. */
  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port + "/mcp");
  }

  public void start() {
    try {
      var builder = new ProcessBuilder("node", "everything.mjs").directory(HOME.toFile());
      builder.environment().put("PORT", String.valueOf(port));
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(HELP, e);
    }
    await().atMost(Duration.ofSeconds(60)).until(this::isListening);
  }

  /** Ends it as a crash would. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      await().until(() -> !running.isAlive());
    }
  }

  @Override
  public void close() {
    kill();
  }

  private boolean isListening() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void install() throws IOException {
    if (Files.isDirectory(HOME.resolve("node_modules").resolve("@modelcontextprotocol"))) {
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
