package io.imbi.assistant.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process under measurement. */
final class Child implements AutoCloseable {

  private static final long SECONDS_TO_END = 10;
  private static final double TICKS_PER_SECOND = 100;

  /** A line of a class histogram: number, instances, bytes, class. */
  private static final Pattern CLASS = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Starts Java with these arguments. */
  static Child java(Map<String, String> environment, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Child(builder.start());
  }

  /** Waits until the process has said {@code ready}; what it complains of is passed on. */
  Child await(String ready) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      complain(line);
      if (line.contains(ready)) {
        passOnComplaints();
        return this;
      }
    }
    throw new IOException("The process ended before it was ready");
  }

  /** From now on, what the process complains of is passed on. */
  void passOnComplaints() {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                output.lines().forEach(Child::complain);
              } catch (UncheckedIOException _) {
                // The process was closed.
              }
            });
  }

  private static void complain(String line) {
    if (line.contains(" WARN ") || line.contains("ERROR")) {
      System.out.println("  | " + line);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Seconds of processor time used so far, in user and kernel mode. */
  double cpuSeconds() throws IOException {
    return seconds(Files.readString(proc().resolve("stat")));
  }

  /**
   * Seconds of processor time that the JVM's compilers have used so far; exact only where they keep
   * their threads ({@code -XX:-UseDynamicNumberOfCompilerThreads}).
   */
  double compilerSeconds() throws IOException {
    double seconds = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc().resolve("task"))) {
      for (Path thread : threads) {
        try {
          String stat = Files.readString(thread.resolve("stat"));
          if (stat.contains("CompilerThre")) {
            seconds += seconds(stat);
          }
        } catch (IOException _) {
          // The thread has just ended.
        }
      }
    }
    return seconds;
  }

  private static double seconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  private Path proc() {
    return Path.of("/proc", String.valueOf(process.pid()));
  }

  /** Bytes of the objects that are alive, by class; this collects all garbage. */
  Map<String, Long> liveBytes() throws IOException, InterruptedException {
    Map<String, Long> bytes = new HashMap<>();
    jcmd("GC.class_histogram")
        .lines()
        .map(CLASS::matcher)
        .filter(Matcher::matches)
        .forEach(line -> bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum));
    if (bytes.isEmpty()) {
      throw new IOException("jcmd tells no classes");
    }
    return bytes;
  }

  /** Kilobytes of memory that the process holds. */
  long residentKilobytes() throws IOException {
    return Files.readAllLines(proc().resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(process.pid()),
                command)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return output;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException _) {
      process.destroyForcibly();
    }
  }
}
