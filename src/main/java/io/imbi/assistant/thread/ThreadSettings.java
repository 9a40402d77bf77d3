package io.imbi.assistant.thread;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.net.URISyntaxException;
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
@Context
@ConfigurationProperties("jims")
public record ThreadSettings(
    @Bindable(defaultValue = ThreadSettings.DEFAULT_APP) String app,
    @Nullable String apiKey,
    @Nullable String authentikUrl,
    @Nullable String authentikAppSlug) {

  static final String DEFAULT_APP = "assistant";

  public ThreadSettings {
    app = app.isBlank() ? DEFAULT_APP : app.strip();
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
    if (authentikUrl != null && !isHttp(authentikUrl)) {
      throw new SettingException(
          "JIMS_AUTHENTIK_URL", "must be a URL such as https://authentik.example.com");
    }
    if (authentikAppSlug != null && !authentikAppSlug.matches("[A-Za-z0-9_-]+")) {
      throw new SettingException(
          "JIMS_AUTHENTIK_APP_SLUG", "must be the application's slug, such as imbi-chat");
    }
    if (apiKey != null && !apiKey.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new SettingException(
          "JIMS_API_KEY", "must consist of ASCII characters without spaces, to fit into a header");
    }
  }

  /** Whether anybody may call. */
  public boolean isOpen() {
    return apiKey == null && authentikUrl == null;
  }

  /** The key that opens every contact, if there is one. */
  public Optional<String> staticKey() {
    return Optional.ofNullable(apiKey);
  }

  /** Where callers' tokens are checked, if they are. */
  public Optional<Authentik> authentik() {
    return authentikUrl == null || authentikAppSlug == null
        ? Optional.empty()
        : Optional.of(new Authentik(URI.create(authentikUrl), authentikAppSlug));
  }

  /**
   * An application of an Authentik.
   *
   * @param url where Authentik is
   * @param application the slug of the application that a caller must have access to
   */
  public record Authentik(URI url, String application) {}

  private static boolean isHttp(String text) {
    try {
      var url = new URI(text);
      return url.getHost() != null
          && ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null;
    } catch (URISyntaxException _) {
      return false;
    }
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
