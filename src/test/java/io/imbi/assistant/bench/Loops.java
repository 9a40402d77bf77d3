package io.imbi.assistant.bench;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Event loops on the cheapest transport that the machine has, so that helpers take little of it.
 */
final class Loops {

  private static final boolean NATIVE = Epoll.isAvailable();

  private Loops() {}

  static EventLoopGroup of(int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  static Class<? extends ServerChannel> servers() {
    return NATIVE ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  static Class<? extends Channel> sockets() {
    return NATIVE ? EpollSocketChannel.class : NioSocketChannel.class;
  }
}
