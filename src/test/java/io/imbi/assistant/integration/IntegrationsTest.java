package io.imbi.assistant.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.queue.NewTask;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the configuration says, and how it is told what is wrong with it. */
class IntegrationsTest {

  @TempDir private Path folder;

  @Test
  void eachEntryIsAnIntegrationWithItsSchedule() {
    Integrations integrations =
        read(
            """
            integrations:
              - type: box
                name: mine
                schedule:
                  every: 30m
                platforms: {inbox: {limit: 7}}
              - type: box
                name: ours
                schedule:
                  cron: "0 8-18 * * 1-5"
                  zone: Europe/Berlin
              - type: box
                name: by_hand
            """);

    assertThat(integrations.all())
        .extracting(Integration::id)
        .containsExactly("box.mine", "box.ours", "box.by_hand");
    assertThat(integrations.schedules())
        .extracting(each -> each.schedule().definition().startsWith("every"))
        .containsExactly(true, false);
    assertThat(integrations.schedules().getFirst().tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.payload().path("limit").asInt()).isEqualTo(7));
  }

  @Test
  void aSecretComesFromAVariable() {
    Integrations integrations =
        read(
            """
            integrations:
              - {type: box, name: mine, password: "${BOX_PASSWORD}"}
            """);

    assertThat(tasksOf(integrations).payload().path("password").asText()).isEqualTo("sesame");
  }

  private static NewTask tasksOf(Integrations integrations) {
    return integrations.all().getFirst().platforms().getFirst().entryTasks().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: box}                                     | line 2, integrations[0].name: is missing
          {name: mine}                                    | line 2, integrations[0].type: is missing
          {type: bix, name: mine}                         | line 2, integrations[0].type: is not known; there are box
          {type: box, name: 'no spaces'}                  | line 2, integrations[0].name: must have
          {type: box, name: a, scedule: {every: 5m}}      | line 2, integrations[0].scedule: is not known; there are
          {type: box, name: a, schedule: {every: often}}  | line 2, integrations[0].schedule.every: must be a duration
          {type: box, name: a, schedule: {every: 1ms}}    | line 2, integrations[0].schedule.every: An interval is at least a second
          {type: box, name: a, schedule: {cron: 'x'}}     | line 2, integrations[0].schedule.cron:
          {type: box, name: a, schedule: {}, platforms: {inbox: {limit: many}}} | line 2, integrations[0].platforms.inbox.limit: must be a number from 1 to 50
          {type: box, name: a, schedule: {every: 5m, cron: '* * * * *'}} | line 2, integrations[0].schedule: has either every or cron
          {type: box, name: a, schedule: {cron: '* * * * *', zone: Nowhere}} | line 2, integrations[0].schedule.zone: is not a time zone
          {type: box, name: a, password: secret}          | line 2, integrations[0].password: is a secret: write ${NAME_OF_A_VARIABLE}
          {type: box, name: a, password: '${MISSING}'}    | line 2, integrations[0].password: refers to MISSING, which is not set
          {type: box, name: a, platforms: [inbox]}        | line 2, integrations[0].platforms: must be a map
          just text                                       | line 2, integrations[0]: must be a map
          """)
  void whatIsWrongIsToldWithItsFileAndPlace(String entry, String problem) {
    assertThatThrownBy(() -> read("integrations:\n  - " + entry + "\n"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(folder.resolve("config.yml") + ", " + problem)
        .message()
        .doesNotContain("sesame", "secret}");
  }

  @Test
  void twoOfOneNameAreOneTooMany() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    integrations:
                      - {type: box, name: a}
                      - {type: box, name: a}
                    """))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("line 3, integrations[1].name: there is another box.a");
  }

  @Test
  void theExampleIsThereInDevelopmentOnlyAndOnlyWhereNothingIsConfigured() {
    assertThat(read("other: 1\n", "auto", Deployment.DEVELOPMENT).all())
        .extracting(Integration::id)
        .containsExactly("box.example");
    assertThat(read("other: 1\n", "auto", "production").all()).isEmpty();
    assertThat(read("other: 1\n", "on", "production").all()).hasSize(1);
    assertThat(read("other: 1\n", "off", Deployment.DEVELOPMENT).all()).isEmpty();
    assertThat(read("integrations: [{type: box, name: a}]\n", "auto", Deployment.DEVELOPMENT).all())
        .extracting(Integration::id)
        .containsExactly("box.a");
  }

  private Integrations read(String yaml) {
    return read(yaml, "auto", "production");
  }

  private Integrations read(String yaml, String example, String environment) {
    Path file = folder.resolve("config.yml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (ApplicationContext context =
            ApplicationContext.builder()
                .properties(
                    Map.of("micronaut.config.files", file.toString(), "box.password", "sesame"))
                .build();
        Environment started = context.getEnvironment().start()) {
      return new Integrations(
          new ConfigurationFiles(started),
          List.of(new Box()),
          new ExampleSettings(example),
          new Deployment(environment));
    }
  }

  /** A kind of integration with all that can be configured. */
  private static final class Box implements ExampleIntegration {

    @Override
    public String type() {
      return "box";
    }

    @Override
    public Parts create(String id, Settings settings) {
      Settings platforms = settings.map("platforms");
      Settings inbox = platforms.map("inbox");
      var payload = Json.object().put("limit", inbox.number("limit", 50, 1, 50));
      settings.secret("password").ifPresent(value -> payload.put("password", value));
      return new Parts(
          List.of(new Platform("inbox", List.of(NewTask.of("box.inbox.check", payload)))),
          List.of());
    }

    @Override
    public Integration example() {
      return new Integration("box", "example", List.of(), List.of(), null);
    }
  }
}
