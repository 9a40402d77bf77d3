package io.imbi.assistant.imbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests and waits for the whole answer; meant for virtual threads. Holds nothing of any
 * caller: a token is in the request that carries it and nowhere else.
 *
 * <p>Redirects are followed only for requests that read, only within the origin that was asked, and
 * only a few times; any other is an answer like any other.
 */
public final class ImbiHttp implements AutoCloseable {

  private static final int MAX_REDIRECTS = 3;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /** What a request says that names no user agent of its own. */
  static final String DEFAULT_USER_AGENT = "imbi-assistant/" + version();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  /**
   * How much one exchange may take.
   *
   * @param timeout from the first byte sent to the last byte read
   * @param maxBytes of the answer's body
   */
  public record Limits(Duration timeout, int maxBytes) {}

  /**
   * Sends a request and reads the answer, whatever its status.
   *
   * @throws HttpTimeoutException if the answer was not complete in time
   * @throws ResponseTooLargeException if its body is too large
   * @throws IOException if there is no answer, or it breaks off
   * @throws InterruptedException if the thread was interrupted; the connection is closed
   * @throws IllegalArgumentException if a header's name or value cannot be sent
   */
  public ImbiResponse send(ImbiRequest request, Limits limits)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limits.timeout().toNanos();
    ImbiRequest current = request;
    for (int redirects = 0; ; redirects++) {
      ImbiResponse response = exchange(current, limits, deadline);
      Optional<URI> target =
          redirects < MAX_REDIRECTS ? target(current, response) : Optional.empty();
      if (target.isEmpty()) {
        return response;
      }
      current = current.redirectedTo(target.get());
    }
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  private ImbiResponse exchange(ImbiRequest request, Limits limits, long deadline)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(toHttpRequest(request), info -> new CappedBody(limits.maxBytes()));
    try {
      HttpResponse<byte[]> response =
          answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return new ImbiResponse(response.statusCode(), response.headers().map(), response.body());
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("No complete answer within " + limits.timeout());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private static HttpRequest toHttpRequest(ImbiRequest request) {
    byte[] body = request.body();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .method(
                request.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    builder.setHeader("User-Agent", DEFAULT_USER_AGENT);
    request.headers().forEach(header -> builder.setHeader(header.name(), header.value()));
    return builder.build();
  }

  private static Optional<URI> target(ImbiRequest request, ImbiResponse response) {
    if (!REDIRECTS.contains(response.status()) || !READING.contains(request.method())) {
      return Optional.empty();
    }
    try {
      return response
          .header("Location")
          .map(location -> request.uri().resolve(location))
          .filter(target -> isSameOrigin(request.uri(), target));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isSameOrigin(URI asked, URI target) {
    return target.getRawUserInfo() == null
        && asked.getScheme().equalsIgnoreCase(target.getScheme())
        && asked.getHost().equalsIgnoreCase(target.getHost())
        && port(asked) == port(target);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static String version() {
    var build = new Properties();
    try (InputStream in = ImbiHttp.class.getResourceAsStream("/imbi-assistant.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("version", "unknown");
  }
}
