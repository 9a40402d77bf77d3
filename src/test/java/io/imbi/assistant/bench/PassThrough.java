package io.imbi.assistant.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The least that can stand between a client and a model: passes the bytes of the model's stream on
 * as they come, on one event loop per connection pair. What the service costs is measured against
 * this.
 *
 * <p>Arguments: port, port of the model.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class PassThrough {

  private PassThrough() {}

  public static void main(String[] args) throws InterruptedException {
    int port = Integer.parseInt(args[0]);
    int model = Integer.parseInt(args[1]);
    var loops = Loops.of(Runtime.getRuntime().availableProcessors());
    Channel server =
        new ServerBootstrap()
            .group(loops)
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
                            new HttpObjectAggregator(1024 * 1024),
                            new Front(model));
                  }
                })
            .bind("127.0.0.1", port)
            .sync()
            .channel();
    System.out.println("listening");
    server.closeFuture().sync();
  }

  private static final class Front extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final int model;
    private @Nullable Channel upstream;

    Front(int model) {
      this.model = model;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
          .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      context.writeAndFlush(response);
      new Bootstrap()
          .group(context.channel().eventLoop())
          .channel(Loops.sockets())
          .handler(
              new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(new HttpClientCodec(), new Back(context.channel()));
                }
              })
          .connect("127.0.0.1", model)
          .addListener(
              (ChannelFutureListener)
                  connected -> {
                    upstream = connected.channel();
                    byte[] body = "{\"stream\":true}".getBytes(StandardCharsets.UTF_8);
                    var ask =
                        new DefaultFullHttpRequest(
                            HttpVersion.HTTP_1_1,
                            HttpMethod.POST,
                            "/v1/messages",
                            Unpooled.wrappedBuffer(body));
                    ask.headers()
                        .set(HttpHeaderNames.HOST, "127.0.0.1")
                        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
                    connected.channel().writeAndFlush(ask);
                  });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (upstream != null) {
        upstream.close();
      }
    }
  }

  private static final class Back extends ChannelInboundHandlerAdapter {

    private final Channel client;

    Back(Channel client) {
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpContent content) {
        client.writeAndFlush(content, client.voidPromise());
        if (content instanceof LastHttpContent) {
          context.close();
        }
      }
    }
  }
}
