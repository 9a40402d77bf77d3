package io.imbi.assistant;

import io.imbi.assistant.deployment.LiteralEnvironment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said of the chat API on the command line; each flag goes before its variable. */
final class JimsOptions {

  @Option(
      names = "--app",
      paramLabel = "PIPELINE",
      description = "What answers messages of the chat API: a bean's name or class (JIMS_APP).")
  private @Nullable String app;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description = "A key that opens the chat API (JIMS_API_KEY, which other users cannot see).")
  private @Nullable String apiKey;

  @Option(
      names = "--authentik-url",
      paramLabel = "URL",
      description = "The Authentik that checks callers' tokens (JIMS_AUTHENTIK_URL).")
  private @Nullable String authentikUrl;

  @Option(
      names = "--authentik-app-slug",
      paramLabel = "SLUG",
      description = "The application they must have access to (JIMS_AUTHENTIK_APP_SLUG).")
  private @Nullable String authentikAppSlug;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      converter = PortConverter.class,
      description = "Where metrics are to be had without a credential (JIMS_METRICS_PORT).")
  private @Nullable Integer metricsPort;

  @Option(
      names = "--enable-sentry",
      description = "Report errors to the Sentry that SENTRY_DSN names (JIMS_ENABLE_SENTRY).")
  private boolean enableSentry;

  @Option(names = "--verbose", description = "Log details (JIMS_VERBOSE).")
  private boolean verbose;

  /** The settings that were given, by the names of their properties. */
  Map<String, Object> overrides() {
    Map<String, Object> overrides = new HashMap<>();
    put(overrides, "app", app);
    put(overrides, "api-key", apiKey);
    put(overrides, "authentik-url", authentikUrl);
    put(overrides, "authentik-app-slug", authentikAppSlug);
    if (metricsPort != null) {
      overrides.put(property("metrics-port"), metricsPort);
    }
    if (enableSentry) {
      overrides.put(property("enable-sentry"), true);
    }
    if (verbose) {
      overrides.put(property("verbose"), true);
    }
    return overrides;
  }

  static String property(String name) {
    return JimsSettings.PREFIX + "." + name;
  }

  private static void put(Map<String, Object> overrides, String name, @Nullable String value) {
    if (value != null) {
      overrides.put(property(name), LiteralEnvironment.literal(value));
    }
  }
}
