package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The callers that the README shows, run as they stand there. */
class ChatExamplesTest {

  private static final String KEY = "static-key-0123456789";
  private static final Pattern SECTION =
      Pattern.compile("### Synchronous chat API\n(.*?)\n###? ", Pattern.DOTALL);

  private static Service service;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    service =
        new Service(
            Map.of("jims.app", "echo", "jims.api-key", KEY, "imbi.assistant.sandbox", "off"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void curlCalls() throws Exception {
    assertThat(run(List.of("sh", written("ask.sh", "sh"))))
        .contains("\"assistant_messages\":[\"Which projects are there?\"]");
  }

  @Test
  void javaCalls() throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    assertThat(run(List.of(java, written("Ask.java", "java"))))
        .startsWith("200 ")
        .contains("\"assistant_messages\":[\"Which projects are there?\"]");
  }

  @Test
  void nodeCalls() throws Exception {
    assertThat(run(List.of("node", written("ask.mjs", "js"))))
        .endsWith(" Which projects are there?\n");
  }

  private String written(String name, String language) throws IOException {
    var section = SECTION.matcher(Files.readString(Path.of("README.md")));
    assertThat(section.find()).isTrue();
    var snippet =
        Pattern.compile("```%s\n(.*?)```".formatted(language), Pattern.DOTALL)
            .matcher(section.group(1));
    assertThat(snippet.find()).isTrue();
    return Files.writeString(directory.resolve(name), snippet.group(1)).toString();
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
    builder.environment().put("CHAT_URL", "http://127.0.0.1:" + service.port());
    builder.environment().put("API_KEY", KEY);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
