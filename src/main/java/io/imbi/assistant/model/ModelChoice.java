package io.imbi.assistant.model;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.core.value.PropertyResolver;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which adapter answers: the one that {@code IMBI_ASSISTANT_PROVIDER} asks for; without it, Claude
 * where {@code ANTHROPIC_API_KEY} is set, else the demo model in development and none elsewhere.
 *
 * <p>Made when the service starts, so that a wrong setting stops the start. Adapters mark their
 * beans {@link WhenChosen}, which decides by the same rule.
 */
@Context
public final class ModelChoice {

  private static final Logger LOG = LoggerFactory.getLogger(ModelChoice.class);

  private static final String VARIABLE = "IMBI_ASSISTANT_PROVIDER";

  private final Optional<Adapter> adapter;

  ModelChoice(Environment environment) {
    this.adapter = decide(environment);
    LOG.info(
        "Model: {}",
        adapter.map(Adapter::setting).orElse("none, because ANTHROPIC_API_KEY is not set"));
  }

  /** Empty where there is no model to talk to. */
  public Optional<Adapter> adapter() {
    return adapter;
  }

  /**
   * @throws SettingException if the setting names no adapter, or the demo model outside development
   */
  static Optional<Adapter> decide(PropertyResolver properties) {
    String asked = text(properties, "imbi.assistant.provider", "");
    boolean keyed = !text(properties, "anthropic.api-key", "").isBlank();
    boolean development =
        new Deployment(text(properties, "assistant.environment", Deployment.DEVELOPMENT))
            .isDevelopment();
    if (asked.isBlank()) {
      return keyed
          ? Optional.of(Adapter.CLAUDE)
          : Optional.of(Adapter.DEMO).filter(_ -> development);
    }
    Adapter adapter =
        Arrays.stream(Adapter.values())
            .filter(each -> each.setting().equals(asked))
            .findFirst()
            .orElseThrow(ModelChoice::unknown);
    return switch (adapter) {
      case CLAUDE -> Optional.of(adapter).filter(_ -> keyed);
      case OPENAI, OLLAMA -> Optional.of(adapter);
      case DEMO -> {
        if (!development) {
          throw new SettingException(VARIABLE, "the demo model is for development only");
        }
        yield Optional.of(adapter);
      }
    };
  }

  private static String text(PropertyResolver properties, String name, String fallback) {
    return properties.getProperty(name, String.class).orElse(fallback);
  }

  private static SettingException unknown() {
    return new SettingException(
        VARIABLE,
        Arrays.stream(Adapter.values())
            .map(Adapter::setting)
            .collect(Collectors.joining(", ", "must be one of ", "")));
  }
}
