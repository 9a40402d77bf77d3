package io.imbi.assistant.sandbox;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import io.micronaut.core.value.PropertyResolver;

/** Holds where the sandbox is to be started. */
final class SandboxWanted implements Condition {

  @Override
  @SuppressWarnings("rawtypes") // The signature is the framework's.
  public boolean matches(ConditionContext context) {
    try {
      return decide(context);
    } catch (SettingException e) {
      // SandboxCheck reports it, and stops the start.
      context.fail(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * @throws SettingException as {@link SandboxSettings#wanted} does
   */
  static boolean decide(PropertyResolver properties) {
    return new SandboxSettings(text(properties, "imbi.assistant.sandbox", "auto"))
        .wanted(
            new Deployment(text(properties, "assistant.environment", Deployment.DEVELOPMENT)),
            !text(properties, "imbi.internal-api-url", "").isBlank());
  }

  private static String text(PropertyResolver properties, String name, String fallback) {
    return properties.getProperty(name, String.class).orElse(fallback);
  }
}
