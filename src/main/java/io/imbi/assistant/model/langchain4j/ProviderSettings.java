package io.imbi.assistant.model.langchain4j;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the models of the providers other than Claude are.
 *
 * @param model {@code IMBI_ASSISTANT_MODEL}: the provider's name of the model
 * @param providerBaseUrl {@code IMBI_ASSISTANT_PROVIDER_BASE_URL}: the provider's own address
 *     unless it is given
 * @param providerApiKey {@code IMBI_ASSISTANT_PROVIDER_API_KEY}: needed for OpenAI itself; others
 *     may do without
 * @param providerIdleTimeout {@code IMBI_ASSISTANT_PROVIDER_IDLE_TIMEOUT}: how long the provider
 *     may send nothing at all; a local model is loaded in this time too
 */
@ConfigurationProperties("imbi.assistant")
record ProviderSettings(
    @Nullable String model,
    @Nullable String providerBaseUrl,
    @Nullable String providerApiKey,
    @Bindable(defaultValue = "2m") @NotNull Duration providerIdleTimeout) {

  private static final String KEY_VARIABLE = "IMBI_ASSISTANT_PROVIDER_API_KEY";

  ProviderSettings {
    if (!providerIdleTimeout.isPositive()) {
      throw new SettingException(
          "IMBI_ASSISTANT_PROVIDER_IDLE_TIMEOUT", "must be longer than nothing, such as 2m");
    }
  }

  /**
   * The model to use.
   *
   * @throws SettingException if none is named: unlike Claude, a provider has no obvious one
   */
  String requireModel() {
    if (model == null || model.isBlank()) {
      throw new SettingException(
          "IMBI_ASSISTANT_MODEL", "name the model to use, as the provider calls it");
    }
    return model;
  }

  /**
   * The key, empty if there is none.
   *
   * @param required whether the provider answers nobody without one
   * @throws SettingException if it is required and missing, or cannot be sent
   */
  String key(boolean required) {
    if (providerApiKey != null && !providerApiKey.isBlank()) {
      String key = providerApiKey.strip();
      if (key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw new SettingException(KEY_VARIABLE, "must be visible ASCII characters only");
      }
      return key;
    }
    if (required) {
      throw new SettingException(KEY_VARIABLE, "is required where the provider is OpenAI itself");
    }
    return "";
  }

  /**
   * The base URL, without a slash at its end.
   *
   * @throws SettingException if it is not an http(s) URL of a host and a path
   */
  URI baseUrl(URI providersOwn) {
    if (providerBaseUrl == null || providerBaseUrl.isBlank()) {
      return providersOwn;
    }
    try {
      URI uri = new URI(providerBaseUrl.strip().replaceAll("/+$", ""));
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (http && uri.getHost() != null && plain) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw badUrl();
    }
    throw badUrl();
  }

  private static SettingException badUrl() {
    return new SettingException(
        "IMBI_ASSISTANT_PROVIDER_BASE_URL",
        "must be an http or https URL such as http://localhost:11434, without user, query or"
            + " fragment");
  }

  @Override
  public String toString() {
    return "ProviderSettings[model=%s, providerBaseUrl=%s, providerApiKey=%s, providerIdleTimeout=%s]"
        .formatted(
            model, providerBaseUrl, providerApiKey == null ? "none" : "***", providerIdleTimeout);
  }
}
