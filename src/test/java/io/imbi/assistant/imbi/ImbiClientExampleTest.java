package io.imbi.assistant.imbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How another service uses the client: what the README shows, kept compiling and running. */
class ImbiClientExampleTest {

  private static final Path SOURCE =
      Path.of("src/test/java", ImbiClientExampleTest.class.getName().replace('.', '/') + ".java");

  @Test
  void recordsADeployment() {
    try (var api = new RecordingApi()) {
      assertThat(deployed(api.url(), "token")).isTrue();
    }
  }

  @Test
  void theReadmeShowsThisAndNothingElse() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String example = readme.substring(readme.indexOf("```java\n") + "```java\n".length());
    example = example.substring(0, example.indexOf("```"));

    assertThat(example).contains("ImbiClient.builder");
    assertThat(dense(Files.readString(SOURCE)))
        .contains(dense(example.substring(0, example.lastIndexOf('}'))));
  }

  private static String dense(String code) {
    return code.replaceAll("\\s+", "");
  }

  private static boolean deployed(URI baseUrl, String token) {
    try (ImbiClient imbi = ImbiClient.builder(baseUrl, token).userAgent("gateway/1.0").build()) {
      Optional<String> author = imbi.findUserByIdentity("github", "1815");
      imbi.createRelease(
          "acme",
          "checkout",
          Map.of("version", "1.2.3", "title", "v1.2.3", "created_by", author.orElse("gateway")));
      ImbiResponse recorded =
          imbi.recordDeployment(
              "acme", "checkout", "1.2.3", "production", Map.of("status", "success"));
      imbi.patchProject(
          "acme",
          "checkout",
          List.of(Map.of("op", "replace", "path", "/description", "value", "Takes money")));
      return recorded.isSuccess();
    }
  }
}
