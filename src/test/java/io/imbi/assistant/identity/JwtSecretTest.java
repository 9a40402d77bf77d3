package io.imbi.assistant.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.DataDirectory;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtSecretTest {

  private static final String GOOD = "0123456789abcdef0123456789abcdef";
  private static final Deployment DEVELOPMENT = new Deployment("development");
  private static final Deployment PRODUCTION = new Deployment("production");

  @TempDir private Path directory;

  @Test
  void theVariableSetsItAndNothingElseDoes() {
    try (var context =
        ApplicationContext.builder("nodatabase")
            .properties(Map.of("imbi.auth.jwt-secret", GOOD))
            .start()) {
      assertThat(context.getBean(AuthSettings.class)).isEqualTo(new AuthSettings(GOOD));
    }
    try (var context =
        ApplicationContext.builder().deduceEnvironment(false).build().getEnvironment().start()) {
      assertThat(context.containsProperty("imbi.auth.jwt-secret")).isFalse();
    }
  }

  @Test
  void aConfiguredSecretIsTakenAsItStands() {
    assertThat(resolve(GOOD, PRODUCTION).bytes()).asString().isEqualTo(GOOD);
    assertThat(resolve(GOOD, DEVELOPMENT).bytes()).asString().isEqualTo(GOOD);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aShortSecretStopsTheStartWithoutShowingIt() {
    String shortBy1 = GOOD.substring(1);
    assertThatThrownBy(() -> resolve(shortBy1, DEVELOPMENT))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_AUTH_JWT_SECRET")
        .hasMessageNotContaining(shortBy1);
  }

  @Test
  void outsideDevelopmentAMissingSecretStopsTheStart() {
    for (@Nullable String missing : new @Nullable String[] {null, ""}) {
      assertThatThrownBy(() -> resolve(missing, PRODUCTION))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("IMBI_AUTH_JWT_SECRET");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theServiceDoesNotStartWithoutIt() {
    assertThatThrownBy(
            () ->
                ApplicationContext.run(
                    Map.of("imbi.auth.jwt-secret", "", "ENVIRONMENT", "production"), "nodatabase"))
        .hasStackTraceContaining("IMBI_AUTH_JWT_SECRET");
  }

  @Test
  void developmentMakesOneUpAndKeepsItToItself() throws IOException {
    JwtSecret made = resolve(null, DEVELOPMENT);
    Path file = directory.resolve("jwt-secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(resolve(null, DEVELOPMENT).bytes()).isEqualTo(made.bytes());
    Files.delete(file);
    assertThat(resolve(null, DEVELOPMENT).bytes()).isNotEqualTo(made.bytes());
  }

  @Test
  void manyAtOnceAgreeOnOne() throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          IntStream.range(0, 8)
              .mapToObj(
                  _ -> threads.submit(() -> new String(resolve(null, DEVELOPMENT).bytes(), UTF_8)))
              .toList();
      Set<String> secrets = new HashSet<>();
      for (var one : all) {
        secrets.add(one.get());
      }
      assertThat(secrets).hasSize(1);
    }
  }

  private JwtSecret resolve(@Nullable String configured, Deployment deployment) {
    return JwtSecret.resolve(
        new AuthSettings(configured), deployment, new DataDirectory(directory.toString()));
  }
}
