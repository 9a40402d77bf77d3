package io.imbi.assistant.deployment;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;

/**
 * Where development keeps what must survive a restart. Elsewhere nothing is written to it.
 *
 * @param dataDir {@code IMBI_ASSISTANT_DATA_DIR}, created when first written to
 */
@ConfigurationProperties("imbi.assistant")
public record DataDirectory(@Bindable(defaultValue = DEFAULT) @NotBlank String dataDir) {

  public static final String DEFAULT = ".data";
  public static final String VARIABLE = "IMBI_ASSISTANT_DATA_DIR";

  public Path path() {
    return Path.of(dataDir).toAbsolutePath().normalize();
  }
}
