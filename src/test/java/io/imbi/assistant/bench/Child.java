package io.imbi.assistant.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process under measurement. */
final class Child implements AutoCloseable {

  private static final long TICKS_PER_SECOND = 100;
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Starts Java with these arguments and waits until it has said {@code ready}. */
  static Child java(String ready, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var child = new Child(builder.start());
    BufferedReader output = child.process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.contains(ready)) {
        Thread.ofVirtual().start(() -> output.lines().forEach(Child::complain));
        return child;
      }
      complain(line);
    }
    throw new IOException("It ended before it was ready: " + String.join(" ", command));
  }

  private static void complain(String line) {
    if (line.contains("WARN") || line.contains("ERROR")) {
      System.out.println("  | " + line);
    }
  }

  /** Seconds of processor time used so far, in user and kernel mode. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
  }

  /** Kilobytes of heap in use after a full collection. */
  long heapKilobytes() throws IOException, InterruptedException {
    jcmd("GC.run");
    jcmd("GC.run");
    Matcher used = USED.matcher(jcmd("GC.heap_info"));
    if (!used.find()) {
      throw new IOException("jcmd tells no heap");
    }
    return Long.parseLong(used.group(1));
  }

  /** Kilobytes of memory that the process holds. */
  long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
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
    process.onExit().join();
  }
}
