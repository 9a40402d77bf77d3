package io.imbi.assistant;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * How the process runs, by the variables of the command {@code jims}.
 *
 * @param host {@code JIMS_HOST}: where that command listens
 * @param port {@code JIMS_PORT}: on which port it does; 0 for any free one
 * @param metricsPort {@code JIMS_METRICS_PORT}: where metrics are to be had without a credential; 0
 *     for any free port, null for none unless the command has one of its own
 * @param enableSentry {@code JIMS_ENABLE_SENTRY}: whether errors are reported to {@code SENTRY_DSN}
 * @param verbose {@code JIMS_VERBOSE}: whether details are logged
 */
@ConfigurationProperties(JimsSettings.PREFIX)
record JimsSettings(
    @Bindable(defaultValue = "0.0.0.0") @NotBlank String host,
    @Bindable(defaultValue = "8080") @Min(0) @Max(65_535) int port,
    @Nullable @Min(0) @Max(65_535) Integer metricsPort,
    @Bindable(defaultValue = "false") boolean enableSentry,
    @Bindable(defaultValue = "false") boolean verbose) {

  static final String PREFIX = "jims";
}
