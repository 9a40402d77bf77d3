package io.imbi.assistant.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
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

  StreamClients(int streams, int deltasEach) {
    this.deltasEach = deltasEach;
    this.latencies = new long[streams * deltasEach];
  }

  /** Reads one stream per request, all at once, until all have ended or the time is over. */
  Result read(int port, List<String> requests, int seconds) throws InterruptedException {
    var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var ended = new CountDownLatch(requests.size());
    for (String request : requests) {
      new Bootstrap()
          .group(loops)
          .channel(NioSocketChannel.class)
          .handler(
              new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(new Reader(ended));
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
    boolean all = ended.await(seconds, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    List<Long> sorted =
        Arrays.stream(latencies, 0, Math.min(noted.get(), latencies.length))
            .sorted()
            .boxed()
            .toList();
    return new Result(sorted, requests.size(), whole.get(), all, bytes.sum());
  }

  /**
   * What the clients saw.
   *
   * @param sorted nanoseconds that each delta was under way
   * @param whole streams of which every delta and the end arrived
   */
  record Result(List<Long> sorted, int streams, int whole, boolean inTime, long bytes) {

    double millis(double percentile) {
      return sorted.isEmpty()
          ? Double.NaN
          : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * percentile)) / 1e6;
    }
  }

  private final class Reader extends ChannelInboundHandlerAdapter {

    private final CountDownLatch ended;
    private final ByteBuf rest = Unpooled.buffer(4096);
    private int seen;
    private boolean over;

    Reader(CountDownLatch ended) {
      this.ended = ended;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var read = (ByteBuf) message;
      long now = System.nanoTime();
      bytes.add(read.readableBytes());
      rest.writeBytes(read);
      read.release();
      for (int at = Stamp.next(rest, rest.readerIndex());
          at >= 0;
          at = Stamp.next(rest, rest.readerIndex())) {
        seen++;
        int index = noted.getAndIncrement();
        if (index < latencies.length) {
          latencies[index] = now - Stamp.nanosAt(rest, at);
        }
        rest.readerIndex(at + Stamp.LENGTH);
      }
      boolean last = endsWithLastChunk();
      if (rest.readableBytes() > Stamp.LENGTH) {
        rest.readerIndex(rest.writerIndex() - Stamp.LENGTH);
      }
      rest.discardReadBytes();
      if (last) {
        context.close();
      }
    }

    private boolean endsWithLastChunk() {
      int end = rest.writerIndex();
      return seen >= deltasEach
          && rest.readableBytes() >= 5
          && rest.getByte(end - 5) == '0'
          && rest.getByte(end - 4) == '\r'
          && rest.getByte(end - 2) == '\r';
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!over) {
        over = true;
        if (seen == deltasEach) {
          whole.incrementAndGet();
        }
        rest.release();
        ended.countDown();
      }
    }
  }
}
