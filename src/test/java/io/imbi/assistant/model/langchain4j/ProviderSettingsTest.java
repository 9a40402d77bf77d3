package io.imbi.assistant.model.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.model.ChatModel;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ProviderSettingsTest {

  private static final URI HOME = URI.create("https://home.example/v1");

  @Test
  void nothingIsSetByDefaultButThePatience() {
    try (var context = start(Map.of())) {
      assertThat(context.getBean(ProviderSettings.class))
          .isEqualTo(new ProviderSettings(null, null, null, Duration.ofMinutes(2)));
    }
  }

  @Test
  void theSettingsAreReadUnderTheirNamesAndMakeTheModel() {
    try (var context =
        start(
            Map.of(
                "imbi.assistant.provider", "openai",
                "imbi.assistant.model", "m",
                "imbi.assistant.provider-base-url", "http://localhost:1/v1/",
                "imbi.assistant.provider-api-key", "k",
                "imbi.assistant.provider-idle-timeout", "9s"))) {
      assertThat(context.getBean(ProviderSettings.class))
          .isEqualTo(
              new ProviderSettings("m", "http://localhost:1/v1/", "k", Duration.ofSeconds(9)));
      ChatModel model = context.getBean(ChatModel.class);
      assertThat(model.provider()).isEqualTo("openai");
      assertThat(model.defaultModel()).isEqualTo("m");
      assertThat(model.toolSearch()).isEqualTo(ChatModel.ToolSearch.OWN_TOOL);
    }
  }

  @Test
  void ollamaNeedsNothingButTheModelsName() {
    try (var context =
        start(Map.of("imbi.assistant.provider", "ollama", "imbi.assistant.model", "qwen3"))) {
      assertThat(context.getBean(ChatModel.class).provider()).isEqualTo("ollama");
    }
  }

  @Test
  void stoppingTheServiceIsNoErrorForTheModel() {
    var context =
        start(Map.of("imbi.assistant.provider", "ollama", "imbi.assistant.model", "qwen3"));
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    root.addAppender(lines);
    try {
      context.close();
    } finally {
      root.detachAppender(lines);
    }

    assertThat(lines.list)
        .noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "line\nbreak", "schlüssel"})
  void aKeyThatCannotBeAHeaderStopsTheStartWithoutBeingShown(String key) {
    assertThatThrownBy(
            () ->
                start(
                    Map.of(
                        "imbi.assistant.provider", "openai",
                        "imbi.assistant.model", "m",
                        "imbi.assistant.provider-api-key", key)))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_PROVIDER_API_KEY: ")
        .hasMessageNotContaining(key);
  }

  @Test
  void aPatienceOfNothingStopsTheStart() {
    assertThatThrownBy(() -> new ProviderSettings("m", null, null, Duration.ZERO))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_PROVIDER_IDLE_TIMEOUT: ");
  }

  @Test
  void aMissingModelStopsTheStart() {
    assertThatThrownBy(() -> start(Map.of("imbi.assistant.provider", "ollama")))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_MODEL: ");
  }

  @Test
  void aMissingKeyForOpenAiItselfStopsTheStart() {
    assertThatThrownBy(
            () -> start(Map.of("imbi.assistant.provider", "openai", "imbi.assistant.model", "m")))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_PROVIDER_API_KEY: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:11434",
        "ftp://host",
        "http://",
        "http://user:secret@host",
        "http://host?key=1",
        "http://host#x",
        "http://a b"
      })
  void aBaseUrlThatIsNoneIsRefusedWithoutRepeatingIt(String url) {
    assertThatThrownBy(
            () -> new ProviderSettings(null, url, null, Duration.ofMinutes(2)).baseUrl(HOME))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_ASSISTANT_PROVIDER_BASE_URL: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aBaseUrlLosesTheSlashesAtItsEndAndABlankOneIsNone() {
    assertThat(
            new ProviderSettings(null, "http://host/v1//", null, Duration.ofMinutes(2))
                .baseUrl(HOME))
        .isEqualTo(URI.create("http://host/v1"));
    assertThat(new ProviderSettings(null, " ", null, Duration.ofMinutes(2)).baseUrl(HOME))
        .isEqualTo(HOME);
  }

  @Test
  void theKeyIsNotShown() {
    assertThat(new ProviderSettings("m", null, "hidden", Duration.ofMinutes(2)).toString())
        .doesNotContain("hidden");
  }

  private static ApplicationContext start(Map<String, Object> properties) {
    return ApplicationContext.builder("nodatabase").properties(properties).start();
  }
}
