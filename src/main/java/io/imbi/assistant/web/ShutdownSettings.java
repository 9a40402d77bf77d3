package io.imbi.assistant.web;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * How the service stops.
 *
 * @param shutdownTimeout how long everything under way may take to end; the default is within the
 *     half minute that a container is given, and longer than turns are waited for
 */
@ConfigurationProperties("imbi.assistant")
record ShutdownSettings(@Bindable(defaultValue = "28s") @NotNull Duration shutdownTimeout) {}
