package io.imbi.assistant.imbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How another service uses the client: what the README shows, kept compiling and running. */
class ImbiClientExampleTest {

  @Test
  void recordsADeployment() {
    try (var api = new RecordingApi()) {
      assertThat(deployed(api.url(), "token")).isTrue();
    }
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
