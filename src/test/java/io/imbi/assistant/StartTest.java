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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started, in a process of its own. */
class StartTest {

  /** The status of a process that a SIGTERM has ended. */
  private static final int TERMINATED = 143;

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
    assertThat(said)
        .first()
        .isEqualTo("Invalid value for option '--port': must be a number from 0 to 65535");
  }

  @Test
  void whatIsExposedWithoutALoginDoesNotStart() throws IOException, InterruptedException {
    Process process = start(Map.of("IMBI_AUTH_JWT_SECRET", ""), "up", "--expose", "--port", "0");
    List<String> said = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).singleElement().asString().contains("IMBI_DESK_TOKEN");
  }

  @Test
  void aWorkerServesNothingAndGoesOnUntilItIsTold() throws IOException, InterruptedException {
    Process process = start(Map.of(), "worker");
    try {
      assertThat(lineOf(process, Pattern.compile("Worker .* runs up to 16 tasks at once")))
          .doesNotContain("http");
      assertThat(process.isAlive()).isTrue();
      assertThat(process.toHandle().destroy()).isTrue();
      assertThat(process.errorReader().lines().toList())
          .noneMatch(line -> RUNNING.matcher(line).find())
          .noneMatch(StartTest::isOfAStackTrace);
      assertThat(process.waitFor()).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void inDevelopmentItStartsAgainWhenItsConfigurationChanges(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("assistant.yml");
    Files.writeString(file, "imbi.assistant.max-tokens: 1000");
    Process process =
        start(Map.of("MICRONAUT_CONFIG_FILES", file.toString()), "up", "--dev", "--port", "0");
    try (var http = HttpClient.newHttpClient()) {
      String first = address(process);
      assertThat(statusOf(http, first)).isEqualTo(200);
      Files.writeString(file, "imbi.assistant.max-tokens: many");
      assertThat(lineOf(process, Pattern.compile(".*MAX_TOKENS.*"))).contains("a whole number");
      Files.writeString(file, "imbi.assistant.max-tokens: 2000");
      assertThat(statusOf(http, address(process))).isEqualTo(200);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void aDeveloperIsGivenAnAddressThatOpensTheChat() throws IOException, InterruptedException {
    Process process = start(Map.of(), "serve", "--port", "0");
    try (var http = HttpClient.newHttpClient()) {
      String base = address(process);
      String chat = chatAddress(process);
      assertThat(chat).startsWith(base + "/ui/chat#token=");
      HttpRequest list =
          HttpRequest.newBuilder(URI.create(base + "/conversations"))
              .header("Authorization", "Bearer " + chat.substring(chat.indexOf('=') + 1))
              .build();
      assertThat(http.send(list, BodyHandlers.ofString()).body()).isEqualTo("[]");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String chatAddress(Process process) throws IOException {
    BufferedReader terminal = process.inputReader();
    for (String line = terminal.readLine(); line != null; line = terminal.readLine()) {
      if (line.strip().startsWith("Chat ")) {
        return line.strip().substring("Chat ".length()).strip();
      }
    }
    throw new AssertionError("No address was printed");
  }

  private static int statusOf(HttpClient http, String address)
      throws IOException, InterruptedException {
    URI status = URI.create(address + "/status");
    return http.send(HttpRequest.newBuilder(status).build(), BodyHandlers.ofString()).statusCode();
  }

  private static boolean isOfAStackTrace(String line) {
    return line.startsWith("\tat ") || line.startsWith("Caused by: ");
  }

  /** Where it says that it listens. */
  private static String address(Process process) throws IOException {
    return lineOf(process, RUNNING);
  }

  /** The first line that has it; of the pattern's group, if it has one, what that holds. */
  private static String lineOf(Process process, Pattern pattern) throws IOException {
    BufferedReader log = process.errorReader();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      var found = pattern.matcher(line);
      if (found.find()) {
        return found.group(found.groupCount());
      }
    }
    throw new AssertionError("The process ended before it said " + pattern);
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
    var builder = new ProcessBuilder(command);
    builder.environment().put("POSTGRES_URL", database.url());
    builder.environment().put("IMBI_AUTH_JWT_SECRET", "of-thirty-two-bytes-at-the-least!");
    builder.environment().putAll(variables);
    return builder.start();
  }
}
