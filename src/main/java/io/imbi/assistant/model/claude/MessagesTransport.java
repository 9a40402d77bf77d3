package io.imbi.assistant.model.claude;

import io.imbi.assistant.model.Adapter;
import io.imbi.assistant.model.WhenChosen;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/**
 * Sends requests whose answer is a stream. It is read on the event loop that received it, one of
 * the HTTP server's: the one on which the request was sent, as long as that one has a connection to
 * give. Whoever cancels closes the connection, so that no tokens are written for nobody.
 */
@Singleton
@WhenChosen(Adapter.CLAUDE)
final class MessagesTransport {

  private static final int MAX_ERROR_BYTES = 64 * 1024;

  /** Well below the time after which servers and proxies close connections that nobody uses. */
  private static final Duration MAX_IDLE_CONNECTION = Duration.ofSeconds(20);

  /** One for each event loop, or for as many as there may be connections. */
  private final List<EventLoopClient> clients;

  private final String url;
  private final Clock clock;

  @Inject
  MessagesTransport(AnthropicSettings settings, Clock clock, EventLoopGroupRegistry eventLoops) {
    this(settings, clock, eventLoops.getDefaultEventLoopGroup());
  }

  MessagesTransport(AnthropicSettings settings, Clock clock, EventLoopGroup eventLoops) {
    this.clock = clock;
    this.url = settings.messagesUrl();
    List<EventLoop> loops = new ArrayList<>();
    eventLoops.forEach(loop -> loops.add((EventLoop) loop));
    int most = settings.maxConnections();
    int count = Math.min(loops.size(), most);
    this.clients =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  int share = most / count + (i < most % count ? 1 : 0);
                  ConnectionProvider connections = connections(settings, share);
                  return new EventLoopClient(
                      loops.get(i),
                      connections,
                      client(settings, HttpClient.create(connections).runOn(loops.get(i))),
                      share);
                })
            .toList();
  }

  private static ConnectionProvider connections(AnthropicSettings settings, int most) {
    return ConnectionProvider.builder("claude")
        .maxConnections(most)
        .pendingAcquireTimeout(settings.connectTimeout())
        .maxIdleTime(MAX_IDLE_CONNECTION)
        .evictInBackground(MAX_IDLE_CONNECTION)
        .lifo()
        .build();
  }

  private static HttpClient client(AnthropicSettings settings, HttpClient plain) {
    return ("https".equals(settings.baseUrl().getScheme())
            ? encrypted(plain, settings.connectTimeout())
            : plain)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.connectTimeout().toMillis()))
        .responseTimeout(settings.idleTimeout())
        // Requests are repeated where it is known what they may cost.
        .disableRetry(true)
        .headers(
            headers ->
                headers
                    .set("x-api-key", settings.apiKey())
                    .set(MessagesApi.VERSION_HEADER, MessagesApi.VERSION)
                    .set("content-type", "application/json")
                    .set("accept", "text/event-stream"));
  }

  /**
   * Sends a request when it is subscribed to, on the event loop that does so, or else on one that
   * has little to do.
   *
   * @param answer takes the bytes of an answer with status 200, on the event loop; they are valid
   *     during the call only, and what it throws ends the exchange
   * @return ends when the response does, or with a {@link FailedException} for any other status, or
   *     with what the network did; cancelling closes the connection
   */
  Flux<Void> exchange(byte[] request, Consumer<ByteBuf> answer) {
    int length = request.length;
    // Held until it is sent, not until the answer has come to its end: it is most of what a stream
    // would keep in memory.
    var unsent = new AtomicReference<@Nullable ByteBuf>(Unpooled.wrappedBuffer(request));
    return Flux.using(
        this::enter,
        client ->
            client
                .http()
                .headers(headers -> headers.set("content-length", length))
                .post()
                .uri(url)
                .send(Mono.fromSupplier(() -> unsent.getAndSet(null)))
                .response((response, body) -> read(response, body, answer)),
        EventLoopClient::leave);
  }

  /** The client of this event loop, or another that has a connection to give. */
  private EventLoopClient enter() {
    for (EventLoopClient client : clients) {
      if (client.isHere() && client.enterIfFree()) {
        return client;
      }
    }
    // The one with the least to do; where all have too much, the exchange waits there.
    EventLoopClient least =
        Collections.min(clients, Comparator.comparingInt(EventLoopClient::exchanges));
    least.enter();
    return least;
  }

  private static HttpClient encrypted(HttpClient plain, Duration handshakeTimeout) {
    SslProvider.GenericSslContextSpec<?> context = Http11SslContextSpec.forClient();
    return plain.secure(tls -> tls.sslContext(context).handshakeTimeout(handshakeTimeout));
  }

  @PreDestroy
  void close() {
    clients.forEach(EventLoopClient::close);
  }

  private Publisher<Void> read(
      HttpClientResponse response, ByteBufFlux body, Consumer<ByteBuf> answer) {
    int status = response.status().code();
    if (status == 200) {
      return body.doOnNext(answer).then();
    }
    return firstBytes(body)
        .flatMap(
            error ->
                Mono.error(
                    new FailedException(
                        Failure.ofStatus(
                            status, response.responseHeaders()::get, error, clock.instant()))));
  }

  /** What an error says of itself; the rest of an endless one is left unread. */
  private static Mono<byte[]> firstBytes(ByteBufFlux body) {
    return body.<byte[]>handle(
            (bytes, sink) -> {
              byte[] copy = new byte[bytes.readableBytes()];
              bytes.readBytes(copy);
              sink.next(copy);
            })
        .scan(new byte[0], MessagesTransport::joined)
        .takeUntil(bytes -> bytes.length >= MAX_ERROR_BYTES)
        .last();
  }

  private static byte[] joined(byte[] some, byte[] more) {
    byte[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
