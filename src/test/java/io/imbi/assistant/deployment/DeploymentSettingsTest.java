package io.imbi.assistant.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentSettingsTest {

  @Test
  void defaultsAreThoseOfDevelopment() {
    try (var context = ApplicationContext.run("nodatabase")) {
      assertThat(context.getBean(Deployment.class)).isEqualTo(new Deployment("development"));
      assertThat(context.getBean(Deployment.class).isDevelopment()).isTrue();
      assertThat(context.getBean(DataDirectory.class)).isEqualTo(new DataDirectory(".data"));
    }
  }

  @Test
  void variablesSetThem() {
    try (var context =
        ApplicationContext.builder("nodatabase")
            .properties(Map.of("ENVIRONMENT", "production", "imbi.assistant.data-dir", "/srv/imbi"))
            .start()) {
      assertThat(context.getBean(Deployment.class).environment()).isEqualTo("production");
      assertThat(context.getBean(Deployment.class).isDevelopment()).isFalse();
      assertThat(context.getBean(DataDirectory.class).path()).hasToString("/srv/imbi");
    }
  }

  @Test
  void theDataDirectoryMayBeNamedByWhoeverRunsTheServiceElsewhere() {
    assertThat(dataDirectory(Map.of("imbi.run.data-dir", "../.data")))
        .isEqualTo(Path.of("").toAbsolutePath().resolveSibling(".data"));
    assertThat(
            dataDirectory(
                Map.of("imbi.run.data-dir", "../.data", "imbi.assistant.data-dir", "/srv/imbi")))
        .isEqualTo(Path.of("/srv/imbi"));
  }

  private static Path dataDirectory(Map<String, Object> settings) {
    try (var context = ApplicationContext.run(settings, "nodatabase")) {
      return context.getBean(DataDirectory.class).path();
    }
  }
}
