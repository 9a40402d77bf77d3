package io.imbi.assistant.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Many clients that each read one stream and note how long each delta was under way. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class StreamClients {

  private final int deltasEach;
  private final long[] latencies;
  private final AtomicInteger noted = new AtomicInteger();
  private final AtomicInteger whole = new AtomicInteger();
  private final LongAdder bytes = new LongAdder();
  private final EventLoopGroup loops = Loops.of(1);
  private final CountDownLatch read;
  private final CountDownLatch ended;

  /** Opens one stream per request, all at once. */
  StreamClients(int port, List<String> requests, int deltasEach) {
    this.deltasEach = deltasEach;
    this.latencies = new long[requests.size() * deltasEach];
    this.read = new CountDownLatch(requests.size());
    this.ended = new CountDownLatch(requests.size());
    for (String request : requests) {
      new Bootstrap()
          .group(loops)
          .channel(Loops.sockets())
          .handler(
              new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(new HttpResponseDecoder(), new Reader());
                }
              })
          .connect("127.0.0.1", port)
          .addListener(
              (ChannelFutureListener)
                  connected ->
                      connected
                          .channel()
                          .writeAndFlush(
                              Unpooled.wrappedBuffer(request.getBytes(StandardCharsets.UTF_8))));
    }
  }

  /** How many deltas have arrived so far, over all streams. */
  int noted() {
    return noted.get();
  }

  /** How many streams have ended so far, whole or not. */
  int ended() {
    return (int) (latencies.length / deltasEach - ended.getCount());
  }

  /** Waits until every stream has brought its last delta, or has ended without. */
  void awaitDeltas(int seconds) throws InterruptedException {
    read.await(seconds, TimeUnit.SECONDS);
  }

  /** Waits until every stream has ended; those that have not in time count as failed. */
  Result awaitEnd(int seconds) throws InterruptedException {
    ended.await(seconds, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    long[] sorted = Arrays.copyOf(latencies, Math.min(noted.get(), latencies.length));
    Arrays.sort(sorted);
    return new Result(sorted, whole.get(), bytes.sum());
  }

  /**
   * What the clients saw.
   *
   * @param sorted nanoseconds that each delta was under way
   * @param whole streams of which every delta and the end arrived
   * @param bytes of all bodies together
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier of many numbers, never compared
  record Result(long[] sorted, int whole, long bytes) {

    double millis(double percentile) {
      return sorted.length == 0
          ? Double.NaN
          : sorted[(int) Math.min(sorted.length - 1, sorted.length * percentile)] / 1e6;
    }
  }

  private final class Reader extends ChannelInboundHandlerAdapter {

    private final ByteBuf rest = Unpooled.buffer(512);
    private int seen;
    private boolean over;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!(message instanceof HttpContent content)) {
        return;
      }
      long now = System.nanoTime();
      bytes.add(content.content().readableBytes());
      rest.writeBytes(content.content());
      content.release();
      for (int at = Stamp.next(rest, rest.readerIndex());
          at >= 0;
          at = Stamp.next(rest, rest.readerIndex())) {
        note(now - Stamp.nanosAt(rest, at));
        rest.readerIndex(at + Stamp.LENGTH);
      }
      if (rest.readableBytes() >= Stamp.LENGTH) {
        rest.readerIndex(rest.writerIndex() - Stamp.LENGTH + 1);
      }
      rest.discardReadBytes();
      if (message instanceof LastHttpContent) {
        if (seen == deltasEach) {
          whole.incrementAndGet();
        }
        context.close();
      }
    }

    private void note(long nanos) {
      seen++;
      int index = noted.getAndIncrement();
      if (index < latencies.length) {
        latencies[index] = nanos;
      }
      if (seen == deltasEach) {
        read.countDown();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!over) {
        over = true;
        if (seen < deltasEach) {
          read.countDown();
        }
        rest.release();
        ended.countDown();
      }
    }
  }
}
