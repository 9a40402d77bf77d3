package io.imbi.assistant.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a web page comes from, as browsers say it.
 *
 * @param scheme in lower case
 * @param host in lower case
 * @param port that of the scheme where none is written; -1 if the scheme has none
 */
public record Origin(String scheme, String host, int port) {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /** The origin that the text is, or that the URL belongs to; empty if it is neither. */
  public static Optional<Origin> parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
    if (uri.getScheme() == null || uri.getHost() == null) {
      return Optional.empty();
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : standardPort(scheme);
    return Optional.of(new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port));
  }

  /** Whether the page is of a server on the reader's own machine. */
  public boolean isOnThisMachine() {
    return THIS_MACHINE.contains(host);
  }

  private static int standardPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }
}
