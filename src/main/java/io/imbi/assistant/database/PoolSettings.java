package io.imbi.assistant.database;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * The pool of connections.
 *
 * @param poolSize {@code IMBI_ASSISTANT_DATABASE_POOL_SIZE}: connections of this process
 * @param connectionTimeout {@code IMBI_ASSISTANT_DATABASE_CONNECTION_TIMEOUT}: how long a caller
 *     waits for one before it fails
 */
@ConfigurationProperties("imbi.assistant.database")
record PoolSettings(
    @Bindable(defaultValue = "10") @Min(1) @Max(1000) int poolSize,
    @Bindable(defaultValue = "5s") Duration connectionTimeout) {}
