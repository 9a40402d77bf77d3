package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.deployment.Release;
import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * HTTP to one server, under the network policy: no connection to an address that it refuses, no
 * redirect, proxy, cookie or compression, nothing sent twice. Cancelling closes the connection at
 * once. Bodies are handed on off the event loop.
 */
final class GuardedHttp implements AutoCloseable {

  /** Fewer seconds than any usual server keeps an idle connection, so that none is found closed. */
  private static final Duration MAX_IDLE = Duration.ofSeconds(3);

  private static final String USER_AGENT = Release.NAME + "/" + Release.version();

  private static final int MAX_CONNECTIONS = 32;
  private static final int MAX_WAITING = 1_000;

  /** Chunks of a body that are read ahead of whoever takes them. */
  private static final int READ_AHEAD = 8;

  private static final Scheduler WORKERS =
      Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "mcp");

  private final ConnectionProvider pool;
  private final HttpClient client;

  /**
   * @param verifySsl whether certificates must be valid for the host
   */
  GuardedHttp(String name, NetworkPolicy policy, Duration connectTimeout, boolean verifySsl) {
    var guard = new AddressGuard(policy);
    pool =
        ConnectionProvider.builder("mcp-" + name)
            .maxConnections(MAX_CONNECTIONS)
            .maxIdleTime(MAX_IDLE)
            .pendingAcquireMaxCount(MAX_WAITING)
            .build();
    HttpClient guarded =
        HttpClient.create(pool)
            .disableRetry(true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, USER_AGENT))
            .doOnChannelInit((observer, channel, address) -> channel.pipeline().addFirst(guard));
    client = verifySsl ? guarded : guarded.secure(ssl -> ssl.sslContext(trustingAnybody()));
  }

  /**
   * A request.
   *
   * @param silence the longest pause between two packets of the answer; null for any
   */
  record Request(
      String method,
      URI uri,
      Map<String, String> headers,
      String body,
      @Nullable Duration silence) {}

  /** The head of an answer. */
  record Head(HttpClientResponse response) {

    int status() {
      return response.status().code();
    }

    boolean isSuccess() {
      return status() >= 200 && status() < 300;
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(response.responseHeaders().get(name));
    }
  }

  /**
   * Sends a request and has its answer read.
   *
   * @param reader makes of the body, in pieces as they come, what is to be handed on
   * @return fails with a {@link McpFailure} if there was no answer or it was cut, and with whatever
   *     the reader fails with
   */
  <T> Flux<T> exchange(
      Request request, BiFunction<Head, Flux<byte[]>, ? extends Publisher<T>> reader) {
    return Flux.defer(
        () -> {
          var sent = new AtomicBoolean();
          byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
          return client
              .headers(headers -> request.headers().forEach(headers::set))
              .headers(headers -> headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length))
              .responseTimeout(request.silence())
              .request(HttpMethod.valueOf(request.method()))
              .uri(request.uri())
              .send(
                  (outgoing, out) -> {
                    sent.set(true);
                    return out.sendObject(Unpooled.wrappedBuffer(body));
                  })
              .response(
                  (response, content) ->
                      reader.apply(
                          new Head(response), content.asByteArray().publishOn(WORKERS, READ_AHEAD)))
              .onErrorMap(error -> failure(error, sent.get()));
        });
  }

  @Override
  public void close() {
    pool.disposeLater().subscribe();
  }

  private static Throwable failure(Throwable error, boolean sent) {
    if (error instanceof McpFailure) {
      return error;
    }
    if (error instanceof ReadTimeoutException) {
      return new McpFailure(Kind.TIMED_OUT, "It did not answer in time");
    }
    if (sent) {
      return new McpFailure(Kind.CUT, "The connection broke before the answer was complete");
    }
    return new McpFailure(Kind.UNREACHABLE, notConnected(error));
  }

  private static String notConnected(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof AddressGuard.RefusedAddressException refused) {
        return String.valueOf(refused.getMessage());
      }
      if (cause instanceof UnknownHostException) {
        return "Its host is unknown";
      }
      if (cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException)) {
        return "The connection was refused";
      }
      if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
        return "No connection was made in time";
      }
      if (cause instanceof SSLException || cause instanceof CertificateException) {
        return "The TLS handshake failed: "
            + Untrusted.line(String.valueOf(cause.getMessage()), 200);
      }
    }
    return "No connection could be made";
  }

  private static SslContext trustingAnybody() {
    try {
      return SslContextBuilder.forClient()
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }
}
