package io.imbi.assistant.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers every streamed request of the Messages API with the same number of deltas at the same
 * pace; each delta's text is the time at which it was sent.
 *
 * <p>Arguments: port, deltas, milliseconds between deltas.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class DeltaServer {

  private DeltaServer() {}

  public static void main(String[] args) throws InterruptedException {
    int port = Integer.parseInt(args[0]);
    int deltas = Integer.parseInt(args[1]);
    int pace = Integer.parseInt(args[2]);
    var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(16 * 1024 * 1024),
                            new Answer(deltas, pace));
                  }
                })
            .bind("127.0.0.1", port)
            .sync()
            .channel();
    System.out.println("listening");
    server.closeFuture().sync();
  }

  private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final int deltas;
    private final int pace;
    private int sent;
    private @Nullable ScheduledFuture<?> ticking;

    Answer(int deltas, int pace) {
      this.deltas = deltas;
      this.pace = pace;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (!request.content().toString(StandardCharsets.UTF_8).contains("\"stream\":true")) {
        byte[] title =
            """
            {"id":"msg_t","type":"message","role":"assistant","model":"m","content":\
            [{"type":"text","text":"A title"}],"stop_reason":"end_turn",\
            "usage":{"input_tokens":1,"output_tokens":1}}\
            """
                .getBytes(StandardCharsets.UTF_8);
        var response =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(title));
        response
            .headers()
            .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
            .setInt(HttpHeaderNames.CONTENT_LENGTH, title.length);
        context.writeAndFlush(response);
        return;
      }
      var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
          .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      context.write(response);
      write(
          context,
          """
          event: message_start
          data: {"type":"message_start","message":{"id":"msg_b","type":"message",\
          "role":"assistant","model":"m","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}

          event: content_block_start
          data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

          """);
      sent = 0;
      ticking =
          context
              .executor()
              .scheduleAtFixedRate(() -> tick(context), pace, pace, TimeUnit.MILLISECONDS);
    }

    private void tick(ChannelHandlerContext context) {
      if (sent++ < deltas) {
        write(
            context,
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
                + Stamp.now()
                + "\"}}\n\n");
        return;
      }
      stop();
      write(
          context,
          """
          event: content_block_stop
          data: {"type":"content_block_stop","index":0}

          event: message_delta
          data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},\
          "usage":{"output_tokens":200}}

          event: message_stop
          data: {"type":"message_stop"}

          """);
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static void write(ChannelHandlerContext context, String events) {
      ByteBuf bytes = Unpooled.wrappedBuffer(events.getBytes(StandardCharsets.UTF_8));
      context.writeAndFlush(new DefaultHttpContent(bytes));
    }

    private void stop() {
      if (ticking != null) {
        ticking.cancel(false);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      stop();
    }
  }
}
