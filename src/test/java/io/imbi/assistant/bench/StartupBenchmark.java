package io.imbi.assistant.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from the start of the service to its first answer. Run with {@code
 * bench/startup}, whose README says what the figures are.
 *
 * <p>Arguments: repetitions (5). {@code BENCH_JAVA_OPTIONS} are options of the service's JVM.
 */
final class StartupBenchmark {

  private static final int POLL_MILLIS = 5;

  private final HttpClient http = HttpClient.newHttpClient();

  private StartupBenchmark() {}

  public static void main(String[] args) throws Exception {
    new StartupBenchmark().run(args.length > 0 ? Integer.parseInt(args[0]) : 5);
  }

  private record Start(double millis, double cpuMillis, double residentMegabytes) {}

  private void run(int repetitions) throws Exception {
    System.out.printf("load %s%n", Files.readString(Path.of("/proc/loadavg")).strip());
    if (System.getenv("POSTGRES_URL") != null) {
      List<Start> starts = new ArrayList<>();
      for (int i = 0; i < repetitions; i++) {
        starts.add(start(Files.createTempDirectory("bench")));
      }
      print("with POSTGRES_URL", starts);
      return;
    }
    List<Start> first = new ArrayList<>();
    List<Start> again = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      Path data = Files.createTempDirectory("bench");
      first.add(start(data));
      again.add(start(data));
    }
    print("new embedded database", first);
    print("embedded database kept", again);
  }

  private Start start(Path data) throws Exception {
    int port = freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("IMBI_ASSISTANT_DATA_DIR", data.toString());
    List<String> arguments = new ArrayList<>();
    String options = System.getenv().getOrDefault("BENCH_JAVA_OPTIONS", "").strip();
    if (!options.isEmpty()) {
      arguments.addAll(List.of(options.split("\\s+", -1)));
    }
    arguments.addAll(
        List.of("-jar", "target/imbi-assistant.jar", "serve", "--port", String.valueOf(port)));
    long started = System.nanoTime();
    try (Child service = Child.java(environment, arguments)) {
      service.passOnComplaints();
      while (!answers(port)) {
        if (!service.isAlive()) {
          throw new IOException("The service ended before it answered");
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      var start =
          new Start(
              (System.nanoTime() - started) / 1e6,
              service.cpuSeconds() * 1000,
              service.residentKilobytes() / 1000.0);
      System.out.printf(
          "  %.0f ms, %.0f ms of CPU, %.0f MB%n",
          start.millis(), start.cpuMillis(), start.residentMegabytes());
      return start;
    }
  }

  private boolean answers(int port) throws InterruptedException {
    try {
      var status =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/status")).build();
      return http.send(status, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  private static void print(String name, List<Start> starts) {
    System.out.printf(
        "%-24s median of %d: first 200 after %.0f ms, %.0f ms of CPU, then %.0f MB resident%n",
        name,
        starts.size(),
        median(starts.stream().mapToDouble(Start::millis).toArray()),
        median(starts.stream().mapToDouble(Start::cpuMillis).toArray()),
        median(starts.stream().mapToDouble(Start::residentMegabytes).toArray()));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
