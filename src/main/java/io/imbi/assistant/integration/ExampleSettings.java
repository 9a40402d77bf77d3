package io.imbi.assistant.integration;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Whether there is an integration where none is configured.
 *
 * @param example {@code IMBI_INTEGRATIONS_EXAMPLE}: {@code auto} (in development), {@code on} or
 *     {@code off}
 */
@ConfigurationProperties("imbi.integrations")
record ExampleSettings(@Bindable(defaultValue = "auto") String example) {

  boolean wanted(Deployment deployment) {
    return switch (example) {
      case "auto" -> deployment.isDevelopment();
      // YAML reads on and off as true and false.
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw new SettingException("IMBI_INTEGRATIONS_EXAMPLE", "must be auto, on or off");
    };
  }
}
