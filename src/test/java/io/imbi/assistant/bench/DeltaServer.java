package io.imbi.assistant.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers every streamed request of the Messages API with the same number of deltas at the same
 * pace; each delta's text is the time at which it was sent. Streams can be held before a delta
 * until all of them have come so far: {@code POST /hold/N}, {@code GET /held} (how many wait),
 * {@code POST /go}, after which their deltas are spread evenly over time.
 *
 * <p>Arguments: port, deltas, milliseconds between deltas.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class DeltaServer {

  private static final byte[] START =
      bytes(
          """
          event: message_start
          data: {"type":"message_start","message":{"id":"msg_b","type":"message",\
          "role":"assistant","model":"m","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}

          event: content_block_start
          data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

          """);
  private static final byte[] BEFORE_STAMP =
      bytes(
          "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
              + "\"delta\":{\"type\":\"text_delta\",\"text\":\"");
  private static final byte[] AFTER_STAMP = bytes("\"}}\n\n");
  private static final byte[] END =
      bytes(
          """
          event: content_block_stop
          data: {"type":"content_block_stop","index":0}

          event: message_delta
          data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},\
          "usage":{"output_tokens":200}}

          event: message_stop
          data: {"type":"message_stop"}

          """);
  private static final byte[] TITLE =
      bytes(
          """
          {"id":"msg_t","type":"message","role":"assistant","model":"m","content":\
          [{"type":"text","text":"A title"}],"stop_reason":"end_turn",\
          "usage":{"input_tokens":1,"output_tokens":1}}\
          """);

  private final int deltas;
  private final long paceNanos;

  // One event loop has it all.
  private int holdBefore = -1;
  private final List<Answer> held = new ArrayList<>();

  private DeltaServer(int deltas, int paceMillis) {
    this.deltas = deltas;
    this.paceNanos = TimeUnit.MILLISECONDS.toNanos(paceMillis);
  }

  public static void main(String[] args) throws InterruptedException {
    new DeltaServer(Integer.parseInt(args[1]), Integer.parseInt(args[2]))
        .serve(Integer.parseInt(args[0]));
  }

  private void serve(int port) throws InterruptedException {
    Channel server =
        new ServerBootstrap()
            .group(Loops.of(1))
            .channel(Loops.servers())
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(16 * 1024 * 1024),
                            new Answer());
                  }
                })
            .bind("127.0.0.1", port)
            .sync()
            .channel();
    System.out.println("listening");
    server.closeFuture().sync();
  }

  private void go() {
    holdBefore = -1;
    for (int i = 0; i < held.size(); i++) {
      held.get(i).tickAfter(paceNanos + paceNanos * i / held.size());
    }
    held.clear();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {

    private int sent;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> ticking;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String path = request.uri();
      if (path.startsWith("/hold/")) {
        holdBefore = Integer.parseInt(path.substring("/hold/".length()));
        whole(context, new byte[0]);
      } else if (path.equals("/held")) {
        whole(context, bytes(String.valueOf(held.size())));
      } else if (path.equals("/go")) {
        go();
        whole(context, new byte[0]);
      } else if (request.content().toString(StandardCharsets.UTF_8).contains("\"stream\":true")) {
        stream(context);
      } else {
        whole(context, TITLE);
      }
    }

    private static void whole(ChannelHandlerContext context, byte[] body) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
          .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
      context.writeAndFlush(response);
    }

    private void stream(ChannelHandlerContext context) {
      var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
          .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      context.write(response);
      write(context, Unpooled.wrappedBuffer(START));
      sent = 0;
      if (holdBefore == 0) {
        held.add(this);
      } else {
        tickAfter(paceNanos);
      }
    }

    private void tickAfter(long nanos) {
      var to = context;
      if (to != null && to.channel().isActive()) {
        ticking =
            to.executor()
                .scheduleAtFixedRate(() -> tick(to), nanos, paceNanos, TimeUnit.NANOSECONDS);
      }
    }

    private void tick(ChannelHandlerContext context) {
      if (sent == holdBefore) {
        stop();
        held.add(this);
      } else if (sent++ < deltas) {
        int length = BEFORE_STAMP.length + Stamp.LENGTH + AFTER_STAMP.length;
        ByteBuf delta = context.alloc().buffer(length).writeBytes(BEFORE_STAMP);
        Stamp.writeNow(delta);
        write(context, delta.writeBytes(AFTER_STAMP));
      } else {
        stop();
        write(context, Unpooled.wrappedBuffer(END));
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }

    private static void write(ChannelHandlerContext context, ByteBuf events) {
      context.writeAndFlush(new DefaultHttpContent(events), context.voidPromise());
    }

    private void stop() {
      if (ticking != null) {
        ticking.cancel(false);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      stop();
      held.remove(this);
    }
  }
}
