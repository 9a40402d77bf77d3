package io.imbi.assistant.thread.web;

import io.imbi.assistant.deployment.Deployment;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import io.micronaut.core.value.PropertyResolver;
import java.util.List;

/**
 * Holds where the chat API is offered: by the command that is for it, where something of it is set,
 * and in development. Elsewhere nobody shall come upon routes that are open to all.
 */
final class ChatOffered implements Condition {

  /** Set by the command that is for it. */
  static final String ALWAYS = "jims.always-offered";

  /** Set where even in development others can reach the service. */
  static final String ONLY_ON_DEMAND = "jims.only-on-demand";

  private static final List<String> SIGNS =
      List.of("jims.app", "jims.api-key", "jims.authentik-url", "jims.authentik-app-slug");

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public boolean matches(ConditionContext context) {
    return isOffered(context);
  }

  static boolean isOffered(PropertyResolver settings) {
    return settings.getProperty(ALWAYS, Boolean.class).orElse(false)
        || (isDevelopment(settings)
            && !settings.getProperty(ONLY_ON_DEMAND, Boolean.class).orElse(false))
        || SIGNS.stream()
            .anyMatch(
                sign ->
                    settings
                        .getProperty(sign, String.class)
                        .filter(value -> !value.isBlank())
                        .isPresent());
  }

  private static boolean isDevelopment(PropertyResolver settings) {
    return settings
        .getProperty("assistant.environment", String.class)
        .orElse(Deployment.DEVELOPMENT)
        .equals(Deployment.DEVELOPMENT);
  }
}
