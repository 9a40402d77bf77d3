package io.imbi.assistant.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL server whose process outlived the one that had started it. */
final class OrphanedServer {

  /** Second line: the data directory; third: when it started, in seconds since 1970. */
  private static final String PID_FILE = "postmaster.pid";

  private static final int PID_FILE_LINES = 3;
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private OrphanedServer() {}

  /**
   * Stops the server that runs on the data directory, if there is one.
   *
   * @throws IOException if it does not stop
   */
  static void stop(Path data) throws IOException {
    Optional<ProcessHandle> running = find(data);
    if (running.isEmpty()) {
      return;
    }
    ProcessHandle server = running.get();
    server.destroy();
    try {
      server.onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "a PostgreSQL server that was left behind is still in use (process %d); stop it"
              .formatted(server.pid()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static Optional<ProcessHandle> find(Path data) throws IOException {
    Path file = data.resolve(PID_FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < PID_FILE_LINES) {
      return Optional.empty();
    }
    try {
      Instant started = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
      return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
          .filter(ProcessHandle::isAlive)
          .filter(process -> startedAt(process, started));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The file may be older than the machine's last start, and its process id another's now. */
  private static boolean startedAt(ProcessHandle process, Instant expected) {
    return process
        .info()
        .startInstant()
        .filter(actual -> Duration.between(expected, actual).abs().compareTo(CLOCK_TOLERANCE) <= 0)
        .isPresent();
  }
}
