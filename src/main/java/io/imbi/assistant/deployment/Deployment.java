package io.imbi.assistant.deployment;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotBlank;

/**
 * Where this process runs.
 *
 * @param environment {@code ENVIRONMENT}: the name that {@code /status} reports
 */
@ConfigurationProperties("assistant")
public record Deployment(@Bindable(defaultValue = DEVELOPMENT) @NotBlank String environment) {

  public static final String DEVELOPMENT = "development";

  /** Whether missing parts may be made up. */
  public boolean isDevelopment() {
    return environment.equals(DEVELOPMENT);
  }
}
