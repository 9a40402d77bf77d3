package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.database.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The program as it is started, in a process of its own. */
class StartTest {

  private static final Pattern RUNNING = Pattern.compile("Server Running: (http://\\S+)");

  private final TestPostgres database = TestPostgres.create();

  @Test
  void withoutACommandItServes() throws IOException, InterruptedException {
    Process process = start(Map.of("MICRONAUT_SERVER_PORT", "0"));
    try (var http = HttpClient.newHttpClient()) {
      URI status = URI.create(address(process) + "/status");
      assertThat(http.send(HttpRequest.newBuilder(status).build(), BodyHandlers.ofString()).body())
          .contains("\"status\":\"ok\"");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aWrongSettingIsALineAndAStatus() throws IOException, InterruptedException {
    Process process = start(Map.of("IMBI_ASSISTANT_URL", "assistant"), "serve", "--port", "0");
    List<String> said = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said)
        .last()
        .asString()
        .startsWith("IMBI_ASSISTANT_URL: has a path that does not start with a slash: assistant.");
    assertThat(said).noneMatch(StartTest::isOfAStackTrace);
  }

  @Test
  void aPortInUseIsALineAndAStatus() throws IOException, InterruptedException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Process process = start(Map.of(), "serve", "--port", port);
      List<String> said = process.errorReader().lines().toList();
      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(said)
          .last()
          .asString()
          .contains("127.0.0.1:" + port)
          .contains("Address already in use");
      assertThat(said).noneMatch(StartTest::isOfAStackTrace);
    }
  }

  @Test
  void aWrongSettingOfTheFrameworkIsALineToo() throws IOException, InterruptedException {
    Process process = start(Map.of("MICRONAUT_SERVER_PORT", "many"), "serve");
    List<String> said = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).last().isEqualTo("MICRONAUT_SERVER_PORT: must be of the type int");
    assertThat(said).noneMatch(StartTest::isOfAStackTrace);
  }

  @Test
  void aPortThatIsNoneIsAUsageError() throws IOException, InterruptedException {
    Process process = start(Map.of(), "serve", "--port", "65536");
    List<String> said = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(said).first().isEqualTo("--port must be a number from 0 to 65535");
  }

  private static boolean isOfAStackTrace(String line) {
    return line.startsWith("\tat ") || line.startsWith("Caused by: ");
  }

  /** Where it says that it listens. */
  private static String address(Process process) throws IOException {
    BufferedReader log = process.errorReader();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      var running = RUNNING.matcher(line);
      if (running.find()) {
        return running.group(1);
      }
    }
    throw new AssertionError("The process ended before it served");
  }

  private Process start(Map<String, String> variables, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                // The tests' own configuration of the log comes first on the class path.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("POSTGRES_URL", database.url());
    builder.environment().put("IMBI_AUTH_JWT_SECRET", "of-thirty-two-bytes-at-the-least!");
    builder.environment().putAll(variables);
    return builder.start();
  }
}
