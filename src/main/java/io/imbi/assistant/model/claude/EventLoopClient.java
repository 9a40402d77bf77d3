package io.imbi.assistant.model.claude;

import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** The connections of one event loop, which is all that ever reads them. */
final class EventLoopClient {

  private final EventLoop loop;
  private final ConnectionProvider connections;
  private final HttpClient http;
  private final int share;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * @param share how many connections there may be
   */
  EventLoopClient(EventLoop loop, ConnectionProvider connections, HttpClient http, int share) {
    this.loop = loop;
    this.connections = connections;
    this.http = http;
    this.share = share;
  }

  HttpClient http() {
    return http;
  }

  /** Whether the current thread is this event loop. */
  boolean isHere() {
    return loop.inEventLoop();
  }

  /** How many are under way. */
  int exchanges() {
    return underWay.get();
  }

  /** Counts an exchange, unless it would have to wait for a connection. */
  boolean enterIfFree() {
    return underWay.getAndUpdate(n -> n < share ? n + 1 : n) < share;
  }

  /** Counts an exchange. */
  void enter() {
    underWay.incrementAndGet();
  }

  /** An exchange has ended that was counted. */
  void leave() {
    underWay.decrementAndGet();
  }

  void close() {
    connections.dispose();
  }
}
