package io.imbi.assistant.tool.openapi;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where the API is.
 *
 * @param internalApiUrl {@code IMBI_INTERNAL_API_URL}
 */
@ConfigurationProperties("imbi")
record InternalApiSettings(
    @Bindable(defaultValue = "http://localhost:8000") String internalApiUrl) {}
