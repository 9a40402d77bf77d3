package io.imbi.assistant.tool.mcp;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An external MCP server that speaks streamable HTTP.
 *
 * @param id tells it from all others of its directory
 * @param name for people
 * @param slug the default prefix of its tools' names
 * @param url the MCP endpoint, {@code http} or {@code https}
 * @param toolPrefix replaces the slug in its tools' names
 * @param timeout how long one request may take
 * @param verifySsl whether its certificate must be valid
 * @param trustReadOnlyHint whether its word is taken that a tool changes nothing
 * @param ignoredTools names, as the server gives them, of tools that are not offered
 */
public record McpServer(
    String id,
    String name,
    String slug,
    URI url,
    @Nullable String toolPrefix,
    Duration timeout,
    boolean verifySsl,
    boolean trustReadOnlyHint,
    Set<String> ignoredTools,
    Auth auth) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

  /**
   * @throws InvalidServerException naming the part that is wrong
   */
  public McpServer {
    require(!id.isBlank(), "id", "is empty");
    require(!slug.isBlank(), "slug", "is empty");
    require(isHttp(url), "url", "is not an absolute http or https URL without user information");
    require(
        timeout.isPositive() && timeout.compareTo(MAX_TIMEOUT) <= 0,
        "timeout",
        "is not between 1 and %d seconds".formatted(MAX_TIMEOUT.toSeconds()));
    name = name.isBlank() ? slug : name;
    toolPrefix = toolPrefix == null || toolPrefix.isBlank() ? null : toolPrefix;
    ignoredTools = Set.copyOf(ignoredTools);
  }

  /** What stands in front of its tools' names. */
  String prefix() {
    return toolPrefix == null ? slug : toolPrefix;
  }

  /**
   * Parses the URL of a server or of a token endpoint.
   *
   * @param part what to call it in the error
   * @throws InvalidServerException if it is not an absolute http or https URL
   */
  public static URI url(String part, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new InvalidServerException(part, "is missing");
    }
    try {
      URI url = new URI(text.strip());
      require(isHttp(url), part, "is not an absolute http or https URL without user information");
      return url;
    } catch (URISyntaxException e) {
      throw new InvalidServerException(part, "is not a URL");
    }
  }

  private static boolean isHttp(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https"))
        && url.getHost() != null
        && url.getRawUserInfo() == null;
  }

  private static void require(boolean condition, String part, String problem) {
    if (!condition) {
      throw new InvalidServerException(part, problem);
    }
  }

  /** How the assistant shows a server who it is. The caller's own token is never among it. */
  public sealed interface Auth {

    /** Not at all. */
    record None() implements Auth {}

    /** One header with a fixed value. */
    record StaticHeader(String name, Secret value) implements Auth {

      private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

      /** Headers that belong to the connection or the protocol. */
      private static final Set<String> OURS =
          Set.of(
              "host",
              "connection",
              "content-length",
              "content-type",
              "transfer-encoding",
              "te",
              "trailer",
              "upgrade",
              "accept",
              "mcp-session-id",
              "mcp-protocol-version",
              "last-event-id");

      public StaticHeader {
        require(TOKEN.matcher(name).matches(), "static_header", "is not a header's name");
        require(
            !OURS.contains(name.toLowerCase(Locale.ROOT)),
            "static_header",
            "is a header that cannot be set");
        require(isHeaderValue(value.value()), "static_value", "is empty or no header can hold it");
      }
    }

    /**
     * A token that is fetched with the OAuth 2.0 client credentials grant.
     *
     * @param scope the scopes to ask for, separated by spaces
     */
    record OAuthClientCredentials(
        URI tokenUrl, String clientId, Secret clientSecret, @Nullable String scope)
        implements Auth {
      public OAuthClientCredentials {
        require(isHttp(tokenUrl), "oauth_token_url", "is not an absolute http or https URL");
        require(!clientId.isBlank(), "oauth_client_id", "is empty");
        require(!clientSecret.value().isEmpty(), "oauth_client_secret", "is empty");
        scope = scope == null || scope.isBlank() ? null : scope.strip();
      }
    }

    private static boolean isHeaderValue(String text) {
      return !text.isBlank() && text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
    }
  }

  /** A server whose configuration is wrong. */
  public static final class InvalidServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String part;
    private final String problem;

    /**
     * @param part the property that is wrong, as the graph's nodes name it
     * @param problem a predicate such as {@code is empty}; never a secret's value
     */
    public InvalidServerException(String part, String problem) {
      super(part + " " + problem);
      this.part = part;
      this.problem = problem;
    }

    public String part() {
      return part;
    }

    public String problem() {
      return problem;
    }
  }
}
