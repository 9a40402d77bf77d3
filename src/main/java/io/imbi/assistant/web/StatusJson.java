package io.imbi.assistant.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;

/** What the service says of itself. */
@Introspected
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Status")
record StatusJson(
    @Schema(example = "production") String environment,
    @Schema(example = "imbi-assistant") String service,
    @Schema(example = "ok") String status,
    @Schema(example = "0.1.0") String version,
    @Schema(format = "date-time", example = "2026-11-22T10:00:00.000000+00:00") String startedAt) {}
