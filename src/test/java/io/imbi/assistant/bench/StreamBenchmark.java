package io.imbi.assistant.bench;

import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Measures the service against a plain pass-through of the same deltas from the same server, read
 * by the same clients, in turns, in one run. Run with {@code bench/streams}, whose README says what
 * the figures are.
 *
 * <p>Arguments: streams, deltas, milliseconds between deltas, repetitions, rounds before that are
 * not counted (500 200 10 5 5). With {@code POSTGRES_URL} set the service uses that database.
 * {@code BENCH_JAVA_OPTIONS} are options of the service's and the pass-through's JVM, {@code
 * BENCH_SERVICE_OPTIONS} of the service's alone.
 */
final class StreamBenchmark {

  private static final String SECRET = "a-secret-that-only-this-benchmark-uses-1234";
  private static final int CLASSES = 15;
  private static final int PATIENCE_SECONDS = 60;

  private final int streams;
  private final int deltas;
  private final int pace;
  private final HttpClient http = HttpClient.newHttpClient();

  private StreamBenchmark(int streams, int deltas, int pace) {
    this.streams = streams;
    this.deltas = deltas;
    this.pace = pace;
  }

  public static void main(String[] args) throws Exception {
    int[] given = {500, 200, 10, 5, 5};
    for (int i = 0; i < args.length; i++) {
      given[i] = Integer.parseInt(args[i]);
    }
    new StreamBenchmark(given[0], given[1], given[2]).run(given[3], given[4]);
  }

  /** A server under measurement. */
  private record Subject(String name, Child process, int port, boolean service) {}

  /**
   * One round of all streams.
   *
   * @param opening CPU microseconds per stream until all were open
   * @param flowing CPU microseconds per delta while they brought their deltas
   * @param closing CPU microseconds per stream until all had ended
   * @param compiling CPU microseconds per delta of the JVM's compilers, contained in the others
   */
  private record Figures(
      StreamClients.Result seen,
      double opening,
      double flowing,
      double closing,
      double compiling,
      int deltas) {

    /** CPU microseconds per delta with everything else that a stream costs. */
    double all() {
      return flowing + (opening + closing) / deltas;
    }
  }

  private void run(int repetitions, int warmUps) throws Exception {
    System.out.printf(
        "%d streams of %d deltas, one every %d ms; %d processors; load %s%n",
        streams, deltas, pace, Runtime.getRuntime().availableProcessors(), load());
    int model = freePort();
    int plain = freePort();
    int service = freePort();
    Path data = Files.createTempDirectory("bench");
    String classes = System.getProperty("java.class.path");
    try (Child upstream =
            Child.java(
                    Map.of(),
                    List.of(
                        "-cp",
                        classes,
                        DeltaServer.class.getName(),
                        String.valueOf(model),
                        String.valueOf(deltas),
                        String.valueOf(pace)))
                .await("listening");
        Child passThrough =
            Child.java(
                    Map.of(),
                    arguments(
                        List.of("BENCH_JAVA_OPTIONS"),
                        "-cp",
                        classes,
                        PassThrough.class.getName(),
                        String.valueOf(plain),
                        String.valueOf(model)))
                .await("listening");
        Child assistant =
            Child.java(
                    environment(model, data),
                    arguments(
                        List.of("BENCH_JAVA_OPTIONS", "BENCH_SERVICE_OPTIONS"),
                        "-jar",
                        "target/imbi-assistant.jar",
                        "serve",
                        "--port",
                        String.valueOf(service)))
                .await("Server Running")) {
      Subject a = new Subject("pass-through", passThrough, plain, false);
      Subject b = new Subject("service", assistant, service, true);
      List<Figures> as = new ArrayList<>();
      List<Figures> bs = new ArrayList<>();
      for (int i = 1 - warmUps; i <= repetitions; i++) {
        Figures first = measure(a, model);
        Figures second = measure(b, model);
        String label = i > 0 ? "run " + i : "warm-up";
        print(label, a, first);
        print(label, b, second);
        if (i > 0) {
          as.add(first);
          bs.add(second);
        }
      }
      medians(as, bs);
      heap(a, model);
      heap(b, model);
      System.out.printf("the model's server used %.1f s of CPU in all%n", upstream.cpuSeconds());
    }
    System.out.printf("load %s%n", load());
  }

  private static Map<String, String> environment(int model, Path data) {
    Map<String, String> environment = new HashMap<>();
    environment.put("ANTHROPIC_API_KEY", "bench");
    environment.put("ANTHROPIC_BASE_URL", "http://127.0.0.1:" + model);
    environment.put("IMBI_AUTH_JWT_SECRET", SECRET);
    environment.put("IMBI_ASSISTANT_DATA_DIR", data.toString());
    return environment;
  }

  private static List<String> arguments(List<String> optionVariables, String... arguments) {
    List<String> all = new ArrayList<>(List.of("-XX:-UseDynamicNumberOfCompilerThreads"));
    for (String variable : optionVariables) {
      String options = System.getenv().getOrDefault(variable, "").strip();
      if (!options.isEmpty()) {
        all.addAll(List.of(options.split("\\s+", -1)));
      }
    }
    all.addAll(List.of(arguments));
    return all;
  }

  private Figures measure(Subject subject, int model) throws Exception {
    List<String> requests = requests(subject);
    control(model, "/hold/0");
    double start = subject.process().cpuSeconds();
    double compiled = subject.process().compilerSeconds();
    var clients = new StreamClients(subject.port(), requests, deltas);
    await("all streams are open", () -> held(model) + clients.ended() >= streams);
    double open = subject.process().cpuSeconds();
    control(model, "/go");
    clients.awaitDeltas(PATIENCE_SECONDS + deltas * pace / 1000);
    double read = subject.process().cpuSeconds();
    StreamClients.Result seen = clients.awaitEnd(PATIENCE_SECONDS);
    double end = subject.process().cpuSeconds();
    return new Figures(
        seen,
        (open - start) * 1e6 / streams,
        (read - open) * 1e6 / ((double) streams * deltas),
        (end - read) * 1e6 / streams,
        (subject.process().compilerSeconds() - compiled) * 1e6 / ((double) streams * deltas),
        deltas);
  }

  private void print(String label, Subject subject, Figures figures) {
    System.out.printf(
        "%-8s %-13s %d/%d whole; ms under way p50 %.2f p99 %.2f max %.2f; CPU us per delta %.1f"
            + " (flow %.1f; stream opening %.0f, closing %.0f; compiling %.1f); %.1f MB%n",
        label,
        subject.name(),
        figures.seen().whole(),
        streams,
        figures.seen().millis(0.5),
        figures.seen().millis(0.99),
        figures.seen().millis(1),
        figures.all(),
        figures.flowing(),
        figures.opening(),
        figures.closing(),
        figures.compiling(),
        figures.seen().bytes() / 1e6);
  }

  private void medians(List<Figures> as, List<Figures> bs) {
    System.out.printf("%nmedian of %d runs          pass-through   service   ratio%n", as.size());
    row("CPU us per delta, all in", as, bs, Figures::all);
    row("CPU us per delta, flow", as, bs, Figures::flowing);
    row("CPU us per stream, opening", as, bs, Figures::opening);
    row("CPU us per stream, closing", as, bs, Figures::closing);
    row("CPU us per delta, compiling", as, bs, Figures::compiling);
    row("ms under way, p50", as, bs, figures -> figures.seen().millis(0.5));
    row("ms under way, p99", as, bs, figures -> figures.seen().millis(0.99));
    System.out.printf("streams that failed           %8d  %8d%n", failed(as), failed(bs));
    System.out.printf(
        "added ms under way            p50 %.2f, p99 %.2f%n%n",
        added(as, bs, 0.5), added(as, bs, 0.99));
  }

  private int failed(List<Figures> runs) {
    return runs.stream().mapToInt(figures -> streams - figures.seen().whole()).sum();
  }

  private static double added(List<Figures> as, List<Figures> bs, double percentile) {
    return median(bs, figures -> figures.seen().millis(percentile))
        - median(as, figures -> figures.seen().millis(percentile));
  }

  private static void row(
      String name, List<Figures> as, List<Figures> bs, ToDoubleFunction<Figures> figure) {
    double[] ratios = new double[as.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(bs.get(i)) / figure.applyAsDouble(as.get(i));
    }
    System.out.printf(
        "%-28s %9.2f %9.2f %7.2f%n", name, median(as, figure), median(bs, figure), median(ratios));
  }

  private static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
    return median(runs.stream().mapToDouble(figure).toArray());
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /** What is alive while all streams stand in the middle, less what was alive before. */
  private void heap(Subject subject, int model) throws Exception {
    List<String> requests = requests(subject);
    Map<String, Long> before = subject.process().liveBytes();
    long residentBefore = subject.process().residentKilobytes();
    int half = deltas / 2;
    control(model, "/hold/" + half);
    var clients = new StreamClients(subject.port(), requests, deltas);
    await("all streams are in the middle", () -> held(model) == streams);
    await("all deltas are read", () -> clients.noted() >= streams * half);
    Map<String, Long> during = subject.process().liveBytes();
    long residentDuring = subject.process().residentKilobytes();
    control(model, "/go");
    clients.awaitEnd(PATIENCE_SECONDS);
    System.out.printf(
        "%s: %d kB alive, with %d open streams %d kB: %.1f kB of heap per stream;"
            + " resident %d kB, then %d kB%n",
        subject.name(),
        sum(before) / 1000,
        streams,
        sum(during) / 1000,
        (sum(during) - sum(before)) / 1000.0 / streams,
        residentBefore,
        residentDuring);
    during.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                (Map.Entry<String, Long> e) -> before.getOrDefault(e.getKey(), 0L) - e.getValue()))
        .limit(CLASSES)
        .forEach(
            e ->
                System.out.printf(
                    "  %8d bytes per stream  %s%n",
                    (e.getValue() - before.getOrDefault(e.getKey(), 0L)) / streams, e.getKey()));
  }

  private static long sum(Map<String, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  private List<String> requests(Subject subject) throws Exception {
    return subject.service() ? serviceRequests(subject.port()) : plainRequests();
  }

  private List<String> plainRequests() {
    return Collections.nCopies(
        streams, "POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
  }

  /** A conversation for each stream, and the request that starts a turn in it. */
  private List<String> serviceRequests(int port) throws Exception {
    String token = token();
    List<String> created = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/conversations"))
              .header("Authorization", "Bearer " + token)
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      String body = http.send(request, BodyHandlers.ofString()).body();
      created.add(Json.parse(body).path("id").asText());
    }
    String content = "{\"content\":\"go\"}";
    return created.stream()
        .map(
            id ->
                "POST /conversations/%s/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(id, token, content.length(), content))
        .toList();
  }

  private String control(int model, String path) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + model + path))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("The model's server does not answer", e);
    }
  }

  private int held(int model) {
    return Integer.parseInt(control(model, "/held"));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("It never came about that " + what);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }

  private static String token() throws GeneralSecurityException {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    String head = encoder.encodeToString(bytes("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"));
    String claims =
        encoder.encodeToString(
            bytes(
                "{\"sub\":\"bench@example.com\",\"jti\":\"bench\",\"type\":\"access\",\"exp\":%d}"
                    .formatted(System.currentTimeMillis() / 1000 + 3600)));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes(SECRET), "HmacSHA256"));
    return head
        + "."
        + claims
        + "."
        + encoder.encodeToString(mac.doFinal(bytes(head + "." + claims)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
