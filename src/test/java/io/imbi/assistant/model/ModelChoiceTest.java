package io.imbi.assistant.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.value.MapPropertyResolver;
import jakarta.inject.Singleton;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelChoiceTest {

  private static final String PROVIDER = "imbi.assistant.provider";
  private static final String KEY = "anthropic.api-key";
  private static final String ENVIRONMENT = "assistant.environment";

  @Test
  void theDemoModelAnswersInDevelopmentWithoutAKey() {
    assertThat(choice(Map.of())).isEqualTo("DEMO");
    assertThat(choice(Map.of(KEY, " "))).isEqualTo("DEMO");
  }

  @Test
  void claudeAnswersWhereThereIsAKey() {
    assertThat(choice(Map.of(KEY, "k"))).isEqualTo("CLAUDE");
    assertThat(choice(Map.of(KEY, "k", ENVIRONMENT, "production"))).isEqualTo("CLAUDE");
    assertThat(choice(Map.of(KEY, "k", PROVIDER, "claude"))).isEqualTo("CLAUDE");
  }

  @Test
  void nobodyAnswersOutsideDevelopmentWithoutAKeyOrWhereClaudeIsAskedForWithoutOne() {
    assertThat(choice(Map.of(ENVIRONMENT, "production"))).isEqualTo("nobody");
    assertThat(choice(Map.of(PROVIDER, "claude"))).isEqualTo("nobody");
  }

  @Test
  void whoeverIsAskedForAnswersEvenWhereThereIsAKeyForClaude() {
    assertThat(choice(Map.of(PROVIDER, "demo", KEY, "k"))).isEqualTo("DEMO");
  }

  @Test
  void anUnknownProviderIsRefusedAndTheMessageNamesThoseThereAre() {
    assertThatThrownBy(() -> choice(Map.of(PROVIDER, "gemini")))
        .isInstanceOf(SettingException.class)
        .hasMessage("IMBI_ASSISTANT_PROVIDER: must be one of claude, openai, ollama, demo");
  }

  @Test
  void theDemoModelIsRefusedOutsideDevelopment() {
    assertThatThrownBy(() -> choice(Map.of(PROVIDER, "demo", ENVIRONMENT, "production")))
        .isInstanceOf(SettingException.class)
        .hasMessage("IMBI_ASSISTANT_PROVIDER: the demo model is for development only");
  }

  @Test
  void aWrongSettingStopsTheStart() {
    assertThatThrownBy(
            () ->
                ApplicationContext.builder("nodatabase")
                    .properties(Map.of(PROVIDER, "gemini"))
                    .start())
        .rootCause()
        .isInstanceOf(SettingException.class);
  }

  @Test
  void onlyTheChosenAdapterHasItsBeans() {
    try (var context =
        ApplicationContext.builder("nodatabase")
            .properties(Map.of(PROVIDER, "demo", KEY, "k"))
            .start()) {
      assertThat(context.getBean(ModelChoice.class).adapter()).contains(Adapter.DEMO);
      assertThat(context.getBeansOfType(Marked.class))
          .extracting(Marked::adapter)
          .containsExactly(Adapter.DEMO);
    }
  }

  /** What adapters mark. */
  record Marked(Adapter adapter) {}

  @Factory
  static final class MarkedBeans {

    @Singleton
    @WhenChosen(Adapter.DEMO)
    Marked demo() {
      return new Marked(Adapter.DEMO);
    }

    @Singleton
    @WhenChosen(Adapter.OLLAMA)
    Marked ollama() {
      return new Marked(Adapter.OLLAMA);
    }
  }

  private static String choice(Map<String, Object> properties) {
    return ModelChoice.decide(new MapPropertyResolver(properties)).map(Enum::name).orElse("nobody");
  }
}
