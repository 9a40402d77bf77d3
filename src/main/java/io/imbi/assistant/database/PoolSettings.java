package io.imbi.assistant.database;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * The pool of connections.
 *
 * @param poolSize {@code IMBI_ASSISTANT_DATABASE_POOL_SIZE}: connections of this process
 * @param connectionTimeout {@code IMBI_ASSISTANT_DATABASE_CONNECTION_TIMEOUT}: how long a caller
 *     waits for one before it fails
 */
@ConfigurationProperties("imbi.assistant.database")
public record PoolSettings(
    @Bindable(defaultValue = "10") int poolSize,
    @Bindable(defaultValue = "5s") Duration connectionTimeout) {

  /** The pool accepts no shorter one. */
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(250);

  public PoolSettings {
    if (poolSize < 1) {
      throw new SettingException("IMBI_ASSISTANT_DATABASE_POOL_SIZE", "must be at least 1");
    }
    if (connectionTimeout.compareTo(SHORTEST_TIMEOUT) < 0) {
      throw new SettingException(
          "IMBI_ASSISTANT_DATABASE_CONNECTION_TIMEOUT", "must be at least 250ms");
    }
  }
}
