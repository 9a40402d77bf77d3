package io.imbi.assistant.model.claude;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.WhenChosen;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;

/**
 * How Anthropic's API is reached.
 *
 * @param apiKey {@code ANTHROPIC_API_KEY}, a secret
 * @param baseUrl where {@code /v1/messages} is; a gateway's may have a path of its own
 * @param connectTimeout to make a connection, or to get one of those there are
 * @param idleTimeout the longest silence within an answer, or before it; a ping is no silence
 * @param maxRetries how often a request is repeated that failed before its answer began
 * @param maxConnections answers that can be under way at once, in equal shares on each event loop;
 *     one whose share is spent uses another's
 */
@Context
@WhenChosen(Adapter.CLAUDE)
@ConfigurationProperties("anthropic")
record AnthropicSettings(
    @NotBlank String apiKey,
    @Bindable(defaultValue = DEFAULT_URL) @NotNull URI baseUrl,
    @Bindable(defaultValue = "10s") @NotNull Duration connectTimeout,
    @Bindable(defaultValue = "90s") @NotNull Duration idleTimeout,
    @Bindable(defaultValue = "4") @Min(0) @Max(20) int maxRetries,
    @Bindable(defaultValue = "1000") @Min(1) int maxConnections) {

  static final String DEFAULT_URL = "https://api.anthropic.com";

  AnthropicSettings {
    boolean http = "https".equals(baseUrl.getScheme()) || "http".equals(baseUrl.getScheme());
    if (!http
        || baseUrl.getHost() == null
        || baseUrl.getUserInfo() != null
        || baseUrl.getQuery() != null
        || baseUrl.getFragment() != null) {
      throw new SettingException(
          "ANTHROPIC_BASE_URL", "must be an http or https URL such as " + DEFAULT_URL);
    }
    requirePositive("ANTHROPIC_CONNECT_TIMEOUT", connectTimeout);
    requirePositive("ANTHROPIC_IDLE_TIMEOUT", idleTimeout);
    if (apiKey.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new SettingException("ANTHROPIC_API_KEY", "must be visible ASCII characters only");
    }
  }

  /** The base URL without a slash at its end. */
  String address() {
    return baseUrl.toString().replaceAll("/+$", "");
  }

  /** The URL of messages. */
  String messagesUrl() {
    return address() + "/v1/messages";
  }

  @Override
  public String toString() {
    return "AnthropicSettings[apiKey=***, baseUrl=" + baseUrl + "]";
  }

  private static void requirePositive(String variable, Duration duration) {
    if (!duration.isPositive()) {
      throw new SettingException(variable, "must be longer than nothing, such as 10s");
    }
  }
}
