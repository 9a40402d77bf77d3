package io.imbi.assistant.links;

import io.imbi.assistant.deployment.ServiceStarted;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.turn.LinkPatterns;
import io.micronaut.context.event.ApplicationEventListener;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link patterns that the user interface publishes in {@code llms.txt}, read once at start-up on
 * a thread of its own; until then, and where that fails, a bundled list.
 */
@Singleton
final class UiLinks implements LinkPatterns, ApplicationEventListener<ServiceStarted> {

  private static final Logger LOG = LoggerFactory.getLogger(UiLinks.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** More than any list of patterns needs; every request to the model carries it. */
  private static final int MAX_BYTES = 32 * 1024;

  private final @Nullable URI source;
  private volatile String markdown;

  UiLinks(LinksSettings configuration) {
    String base = orElse(configuration.uiUrl(), "");
    String internal = orElse(configuration.internalUiUrl(), base);
    this.source =
        internal.isEmpty()
            ? null
            : address(internal.equals(base) ? "IMBI_UI_URL" : "IMBI_INTERNAL_UI_URL", internal);
    this.markdown = bundled(withoutTrailingSlash(base));
  }

  @Override
  public String markdown() {
    return markdown;
  }

  @Override
  public void onApplicationEvent(ServiceStarted event) {
    if (source != null) {
      Thread.ofVirtual().name("ui-links").start(() -> read(source));
    }
  }

  private void read(URI source) {
    fetch(source).ifPresent(text -> markdown = text);
  }

  /** What the interface publishes, or empty (with a log line) if it is of no use. */
  static Optional<String> fetch(URI source) {
    HttpRequest request = HttpRequest.newBuilder(source).timeout(TIMEOUT).build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      var response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        String text = new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
        if (response.statusCode() == 200 && !text.isEmpty() && !isHtml(text)) {
          LOG.info("Read the link patterns from {}", source);
          return Optional.of(text);
        }
        LOG.warn(
            "{} answered {} without a list of links; using the bundled one",
            source,
            response.statusCode());
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); using the bundled links", source, e.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  /** A single-page interface answers every path with its page. */
  private static boolean isHtml(String text) {
    String start = text.substring(0, Math.min(text.length(), 200)).toLowerCase(Locale.ROOT);
    return start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml");
  }

  private static URI address(String variable, String value) {
    try {
      URI uri = new URI(withoutTrailingSlash(value) + "/llms.txt");
      if ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // Said below, with what to do about it.
    }
    throw new SettingException(variable, "must be a URL such as https://imbi.example.com");
  }

  private static String orElse(@Nullable String value, String other) {
    return value == null || value.isBlank() ? other : value.strip();
  }

  private static String withoutTrailingSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static String bundled(String base) {
    try (InputStream in = UiLinks.class.getResourceAsStream("links.md")) {
      if (in == null) {
        throw new IllegalStateException("The build left out links.md");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().replace("{ui}", base);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
