package io.imbi.assistant.imbi;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the injected client.
 *
 * @param apiBaseUrl {@code IMBI_CLIENT_API_BASE_URL}
 * @param apiToken {@code IMBI_CLIENT_API_TOKEN}; required where a client is injected
 * @param userAgent {@code IMBI_CLIENT_USER_AGENT}; {@code imbi-assistant/VERSION} if missing
 * @param timeout {@code imbi.client.timeout}; the HTTP client's own if missing
 */
@ConfigurationProperties("imbi.client")
record ImbiClientSettings(
    @Bindable(defaultValue = ImbiClient.DEFAULT_BASE_URL) String apiBaseUrl,
    @Nullable String apiToken,
    @Nullable String userAgent,
    @Nullable Duration timeout) {

  @Override
  public String toString() {
    return "ImbiClientSettings[apiBaseUrl=%s, apiToken=***, userAgent=%s, timeout=%s]"
        .formatted(apiBaseUrl, userAgent, timeout);
  }
}
