package io.imbi.assistant.web;

import io.imbi.assistant.deployment.SettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path under which the routes stand: that of the URL by which the service is known. */
final class RoutePrefix {

  /** What holds the URL, as a variable and as a property. */
  static final String VARIABLE = "IMBI_ASSISTANT_URL";

  static final String URL_PROPERTY = "imbi.assistant.url";

  /** In a route: the prefix. The second colon is for the document that is made of the routes. */
  static final String IN_ROUTE = "${imbi.assistant.route-prefix:}";

  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

  private RoutePrefix() {}

  /**
   * The URL's path without a slash at its end; empty without a URL.
   *
   * @throws SettingException if the path does not start with a slash or is not a plain one
   */
  static String of(@Nullable String url) {
    if (url == null || url.isEmpty()) {
      return "";
    }
    String path;
    try {
      path = new URI(url).getRawPath();
    } catch (URISyntaxException _) {
      throw new SettingException(VARIABLE, "is not a URL: " + url);
    }
    // A URL without "//" after its scheme has no path at all.
    if (path == null || (!path.isEmpty() && !path.startsWith("/"))) {
      throw new SettingException(
          VARIABLE,
          "has a path that does not start with a slash: %s. Write the whole URL, such as"
                  .formatted(url)
              + " https://imbi.example.com/assistant");
    }
    String prefix = path.replaceFirst("/+$", "");
    if (!PATH.matcher(prefix).matches()) {
      throw new SettingException(VARIABLE, "has a path that routes cannot stand under: " + url);
    }
    return prefix;
  }
}
