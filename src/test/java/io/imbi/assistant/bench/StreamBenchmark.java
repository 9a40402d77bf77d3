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
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Measures the service against a plain pass-through of the same deltas from the same server, in
 * turns, in one run: added latency, processor time per delta, heap per open stream.
 *
 * <p>Arguments: streams, deltas, milliseconds between deltas, repetitions (500 200 10 3). Needs
 * {@code target/imbi-assistant.jar}. With {@code POSTGRES_URL} set the service uses that database.
 */
final class StreamBenchmark {

  private static final String SECRET = "a-secret-that-only-this-benchmark-uses-1234";

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
    int[] given = {500, 200, 10, 3};
    for (int i = 0; i < args.length; i++) {
      given[i] = Integer.parseInt(args[i]);
    }
    new StreamBenchmark(given[0], given[1], given[2]).run(given[3]);
  }

  private void run(int repetitions) throws Exception {
    System.out.printf(
        "%d streams of %d deltas, one every %d ms; %d processors%n",
        streams, deltas, pace, Runtime.getRuntime().availableProcessors());
    int model = freePort();
    int plain = freePort();
    int service = freePort();
    Path data = Files.createTempDirectory("bench");
    Map<String, String> environment = new HashMap<>();
    environment.put("ANTHROPIC_API_KEY", "bench");
    environment.put("ANTHROPIC_BASE_URL", "http://127.0.0.1:" + model);
    environment.put("IMBI_AUTH_JWT_SECRET", SECRET);
    environment.put("IMBI_ASSISTANT_DATA_DIRECTORY", data.toString());
    String classes = System.getProperty("java.class.path");
    long started = System.nanoTime();
    try (Child upstream =
            Child.java(
                "listening",
                Map.of(),
                "-cp",
                classes,
                DeltaServer.class.getName(),
                String.valueOf(model),
                String.valueOf(deltas),
                String.valueOf(pace));
        Child passThrough =
            Child.java(
                "listening",
                Map.of(),
                "-cp",
                classes,
                PassThrough.class.getName(),
                String.valueOf(plain),
                String.valueOf(model))) {
      System.out.printf("helpers up after %d ms%n", millisSince(started));
      long launched = System.nanoTime();
      try (Child assistant =
          Child.java(
              "Server Running",
              environment,
              "-jar",
              "target/imbi-assistant.jar",
              "serve",
              "--port",
              String.valueOf(service))) {
        awaitStatus(service);
        System.out.printf(
            "service: first 200 after %d ms, then %d MB resident%n",
            millisSince(launched), assistant.residentKilobytes() / 1024);
        for (int i = 1; i <= repetitions; i++) {
          System.out.printf("--- run %d%n", i);
          measure("pass-through", passThrough, plain, plainRequests());
          measure("service", assistant, service, serviceRequests(service));
        }
        heap("pass-through", passThrough, plain, plainRequests());
        heap("service", assistant, service, serviceRequests(service));
        System.out.printf("upstream used %.1f s of processor time%n", upstream.cpuSeconds());
      }
    }
  }

  private void measure(String name, Child process, int port, List<String> requests)
      throws IOException, InterruptedException {
    double before = process.cpuSeconds();
    StreamClients.Result result = read(port, requests);
    double used = process.cpuSeconds() - before;
    System.out.printf(
        "%-13s %d/%d streams whole; latency ms p50 %.2f p99 %.2f max %.2f; %.1f CPU us per delta;"
            + " %d MB read%n",
        name,
        result.whole(),
        result.streams(),
        result.millis(0.5),
        result.millis(0.99),
        result.millis(1),
        used * 1e6 / ((long) streams * deltas),
        result.bytes() / 1_000_000);
  }

  private void heap(String name, Child process, int port, List<String> requests) throws Exception {
    long before = process.heapKilobytes();
    var reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return read(port, requests);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    TimeUnit.MILLISECONDS.sleep((long) deltas * pace / 2);
    long during = process.heapKilobytes();
    reading.join();
    System.out.printf(
        "%-13s heap %d kB, with %d open streams %d kB: %.1f kB per stream%n",
        name, before, streams, during, (during - before) / (double) streams);
  }

  private StreamClients.Result read(int port, List<String> requests) throws InterruptedException {
    return new StreamClients(streams, deltas).read(port, requests, 60 + 5 * deltas * pace / 1000);
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

  private void awaitStatus(int port) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/status")).build();
    int status = http.send(request, BodyHandlers.ofString()).statusCode();
    if (status != 200) {
      throw new IOException("/status answered " + status);
    }
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

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
