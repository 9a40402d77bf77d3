package io.imbi.assistant.thread;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The synchronous chat API.
 *
 * @param app {@code JIMS_APP}: the pipeline's bean name or class name
 * @param apiKey {@code JIMS_API_KEY}: a static key that opens every contact; a secret
 * @param authentikUrl {@code JIMS_AUTHENTIK_URL}: where callers' tokens are checked
 * @param authentikAppSlug {@code JIMS_AUTHENTIK_APP_SLUG}: the application they must have access to
 */
@ConfigurationProperties("jims")
public record ThreadSettings(
    @Bindable(defaultValue = "assistant") String app,
    @Nullable String apiKey,
    @Nullable String authentikUrl,
    @Nullable String authentikAppSlug) {

  public ThreadSettings {
    apiKey = blankToNull(apiKey);
    authentikUrl = blankToNull(authentikUrl);
    authentikAppSlug = blankToNull(authentikAppSlug);
    if (authentikUrl == null && authentikAppSlug != null) {
      throw new SettingException(
          "JIMS_AUTHENTIK_URL", "must be set, as JIMS_AUTHENTIK_APP_SLUG is");
    }
    if (authentikUrl != null && authentikAppSlug == null) {
      throw new SettingException(
          "JIMS_AUTHENTIK_APP_SLUG", "must be set, as JIMS_AUTHENTIK_URL is");
    }
  }

  /** Whether anybody may call. */
  public boolean isOpen() {
    return apiKey == null && authentikUrl == null;
  }

  public Optional<String> staticKey() {
    return Optional.ofNullable(apiKey);
  }

  private static @Nullable String blankToNull(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  @Override
  public String toString() {
    return "ThreadSettings[app=%s, authentikUrl=%s, authentikAppSlug=%s]"
        .formatted(app, authentikUrl, authentikAppSlug);
  }
}
