package io.imbi.assistant.imbi;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request to send. Its {@code toString} shows neither headers nor body, because the caller's
 * token is among them.
 */
public final class ImbiRequest {

  private final String method;
  private final URI uri;
  private final List<Header> headers;
  private final byte @Nullable [] body;

  private ImbiRequest(String method, URI uri, List<Header> headers, byte @Nullable [] body) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
  }

  record Header(String name, String value) {}

  /**
   * Starts a request.
   *
   * @param base an HTTP URL of scheme, host, and perhaps port and path
   * @param path an encoded path, as {@link PathTemplate#expand} gives it
   * @throws IllegalArgumentException if {@code base} is not such a URL
   */
  public static Builder builder(String method, URI base, String path) {
    return new Builder(method, checkedBase(base) + path);
  }

  String method() {
    return method;
  }

  URI uri() {
    return uri;
  }

  List<Header> headers() {
    return headers;
  }

  byte @Nullable [] body() {
    return body;
  }

  ImbiRequest redirectedTo(URI target) {
    return new ImbiRequest(method, target, headers, body);
  }

  @Override
  public String toString() {
    return method + " " + uri.getRawPath();
  }

  private static String checkedBase(URI base) {
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || base.getHost() == null
        || base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "An API's base URL is http:// or https://, a host, and perhaps a port and a path");
    }
    String text = base.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Gathers what a request consists of. */
  public static final class Builder {

    private final String method;
    private final StringBuilder url;
    private final List<Header> headers = new ArrayList<>();
    private boolean hasQuery;
    private byte @Nullable [] body;

    private Builder(String method, String url) {
      this.method = method;
      this.url = new StringBuilder(url);
    }

    /** Adds a query parameter; one name may come several times. */
    public Builder query(String name, String value) {
      url.append(hasQuery ? '&' : '?')
          .append(PercentEncoding.encode(name))
          .append('=')
          .append(PercentEncoding.encode(value));
      hasQuery = true;
      return this;
    }

    public Builder header(String name, String value) {
      headers.add(new Header(name, value));
      return this;
    }

    public Builder bearer(String token) {
      return header("Authorization", "Bearer " + token);
    }

    public Builder body(String contentType, byte[] content) {
      body = content.clone();
      return header("Content-Type", contentType);
    }

    public ImbiRequest build() {
      return new ImbiRequest(method, URI.create(url.toString()), List.copyOf(headers), body);
    }
  }
}
