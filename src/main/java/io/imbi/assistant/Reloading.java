package io.imbi.assistant;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.ExitCode;

/**
 * Runs the program in a process of its own and starts it again when what it was made of changes:
 * the configuration's files, the jar or the classes. A start that fails waits for the next change.
 */
final class Reloading {

  /** Tells the process that another one looks after it. */
  private static final String MARK = "imbi.reloaded";

  private static final long LOOK_EVERY_MILLIS = 500;

  private static final FileTime NEVER = FileTime.fromMillis(0);

  /** More than a service needs that has no turns to end. */
  private static final long STOP_WITHIN_SECONDS = 40;

  private final List<String> arguments;
  private final PrintWriter err;
  private final List<Path> watched;

  Reloading(List<String> arguments, PrintWriter err) {
    this.arguments = List.copyOf(arguments);
    this.err = err;
    this.watched = watched();
  }

  /** Whether this process is the one that is started again. */
  static boolean isReloaded() {
    return Boolean.getBoolean(MARK);
  }

  /** Goes on until the process is told to stop, or the program ends by itself as it should. */
  int run() {
    try {
      while (true) {
        List<FileTime> before = times();
        Process process = start();
        var stop = new Thread(() -> stop(process), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        boolean changed = awaitChange(process, before);
        if (!changed && process.exitValue() == ExitCode.OK) {
          return ExitCode.OK;
        }
        if (!changed) {
          err.println("It has ended. It is started again when something changes.");
          awaitChange(before);
        }
        err.println("Something has changed: starting again.");
        stop(process);
        Runtime.getRuntime().removeShutdownHook(stop);
      }
    } catch (IOException e) {
      err.println("The program cannot be started: " + e.getMessage());
      return ExitCode.SOFTWARE;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-D" + MARK + "=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Application.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start();
  }

  /**
   * @return false if the program has ended before anything changed
   */
  private boolean awaitChange(Process process, List<FileTime> before) throws InterruptedException {
    while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
      if (!times().equals(before)) {
        return true;
      }
    }
    return false;
  }

  private void awaitChange(List<FileTime> before) throws InterruptedException {
    while (times().equals(before)) {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The jar or the folder of classes that this was started from. */
  private static Path program() {
    try {
      return Path.of(Application.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The program is nowhere", e);
    }
  }

  private static List<Path> watched() {
    List<Path> paths = new ArrayList<>();
    String configuration =
        System.getProperty(
            "micronaut.config.files", System.getenv().getOrDefault("MICRONAUT_CONFIG_FILES", ""));
    for (String file : configuration.split(",", -1)) {
      if (!file.isBlank()) {
        paths.add(Path.of(file.strip().replaceFirst("^file:", "")));
      }
    }
    paths.add(program());
    return List.copyOf(paths);
  }

  /** When each was last changed; of a directory, the newest in it. */
  private List<FileTime> times() {
    return watched.stream().map(Reloading::time).toList();
  }

  private static FileTime time(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      return files.map(Reloading::timeOf).max(FileTime::compareTo).orElse(NEVER);
    } catch (IOException | UncheckedIOException _) {
      // It is being written, or is not there (yet).
      return NEVER;
    }
  }

  private static FileTime timeOf(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException _) {
      return NEVER;
    }
  }
}
