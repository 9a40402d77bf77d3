package io.imbi.assistant.deployment;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where this process runs.
 *
 * @param environment {@code ENVIRONMENT}: the name that {@code /status} reports
 */
@ConfigurationProperties("assistant")
public record Deployment(@Bindable(defaultValue = DEVELOPMENT) String environment) {

  public static final String DEVELOPMENT = "development";

  public Deployment {
    if (environment.isBlank()) {
      throw new SettingException("ENVIRONMENT", "must not be blank");
    }
  }

  /** Whether missing parts may be made up. */
  public boolean isDevelopment() {
    return environment.equals(DEVELOPMENT);
  }
}
