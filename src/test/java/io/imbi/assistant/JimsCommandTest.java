package io.imbi.assistant;

import static io.imbi.assistant.ChatCaller.messages;
import static io.imbi.assistant.ChatCaller.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.database.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command for external systems, in a process of its own. */
class JimsCommandTest {

  private static final Pattern RUNNING = Pattern.compile("Server Running: http://[^:]+:(\\d+)");
  private static final Pattern METRICS =
      Pattern.compile("Metrics are at http://[^:]+:(\\d+)/metrics");
  private static final String KEY = "${literal}-key";

  private final TestPostgres database = TestPostgres.create();
  private final List<String> said = new ArrayList<>();

  @Test
  void aFlagGoesBeforeItsVariable() throws IOException {
    Process process =
        start(
            Map.of(
                "JIMS_PORT", "1",
                "JIMS_HOST", "127.0.0.1",
                "JIMS_APP", "assistant",
                "JIMS_API_KEY", "another",
                "ENVIRONMENT", "production",
                "IMBI_INTERNAL_API_URL", "http://127.0.0.1:9"),
            "jims",
            "--port",
            "0",
            "--app",
            "EchoPipeline",
            "--api-key",
            KEY,
            "--metrics-port",
            "0",
            "--verbose");
    try {
      int port = await(process, RUNNING);
      int metrics = portSaid(METRICS, process);
      try (var caller = new ChatCaller(port, "Authorization", "Bearer " + KEY);
          var other = new ChatCaller(port, "Authorization", "Bearer another");
          var scraper = new ChatCaller(metrics)) {
        assertThat(messages(caller.chat("c", "Hi"))).containsExactly("Hi");
        assertThat(other.post(saying("c", "Hi")).statusCode()).isEqualTo(401);
        assertThat(scraper.get("/metrics").body())
            .contains("jims_pipeline_runs_total{pipeline=\"echo\",status=\"success\"} 1.0");
        assertThat(scraper.get("/").body()).contains("jims_pipeline_runs_total");
        assertThat(scraper.get("/other").statusCode()).isEqualTo(404);
      }
      assertThat(said).noneMatch(line -> line.contains("-key"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPortOfMetricsThatIsInUseStopsTheStart() throws IOException, InterruptedException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Process process =
          start(Map.of("JIMS_HOST", "127.0.0.1", "JIMS_METRICS_PORT", port), "jims", "--port", "0");
      List<String> lines = process.errorReader().lines().toList();
      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(lines)
          .anyMatch(
              line ->
                  line.startsWith("JIMS_METRICS_PORT: cannot listen on 127.0.0.1:" + port)
                      && line.contains("Address already in use"));
    }
  }

  @Test
  void anImpossiblePortIsAUsageError() throws IOException, InterruptedException {
    Process process = start(Map.of(), "jims", "--metrics-port", "70000");
    List<String> lines = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(lines)
        .first()
        .isEqualTo("Invalid value for option '--metrics-port': must be a number from 0 to 65535");
  }

  /** The port in the first line that matches, which may have been said by now. */
  private int portSaid(Pattern pattern, Process process) throws IOException {
    for (String line : said) {
      var match = pattern.matcher(line);
      if (match.find()) {
        return Integer.parseInt(match.group(1));
      }
    }
    return await(process, pattern);
  }

  private int await(Process process, Pattern pattern) throws IOException {
    BufferedReader log = process.errorReader();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.add(line);
      var match = pattern.matcher(line);
      if (match.find()) {
        return Integer.parseInt(match.group(1));
      }
    }
    throw new AssertionError("The process ended before:\n" + String.join("\n", said));
  }

  private Process start(Map<String, String> variables, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("POSTGRES_URL", database.url());
    builder.environment().put("IMBI_AUTH_JWT_SECRET", "of-thirty-two-bytes-at-the-least!");
    builder.environment().put("IMBI_ASSISTANT_SANDBOX", "off");
    builder.environment().putAll(variables);
    return builder.start();
  }
}
