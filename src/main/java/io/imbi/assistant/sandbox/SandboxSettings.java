package io.imbi.assistant.sandbox;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Whether the sandbox stands in for the Imbi API.
 *
 * @param sandbox {@code IMBI_ASSISTANT_SANDBOX}: {@code auto} (in development, where no Imbi API is
 *     configured), {@code on} (development only) or {@code off}
 */
@ConfigurationProperties("imbi.assistant")
public record SandboxSettings(@Bindable(defaultValue = "auto") String sandbox) {

  private static final String VARIABLE = "IMBI_ASSISTANT_SANDBOX";

  /**
   * Decides.
   *
   * @param apiConfigured whether there is an Imbi API to talk to
   * @throws SettingException if the setting is not one of its values, or is {@code on} where it
   *     must not be
   */
  public boolean wanted(Deployment deployment, boolean apiConfigured) {
    return switch (sandbox) {
      case "auto" -> deployment.isDevelopment() && !apiConfigured;
      // YAML reads on and off as true and false.
      case "on", "true" -> {
        if (!deployment.isDevelopment()) {
          throw new SettingException(
              VARIABLE, "the sandbox is for development only; remove the setting");
        }
        yield true;
      }
      case "off", "false" -> false;
      default -> throw new SettingException(VARIABLE, "must be auto, on or off");
    };
  }
}
