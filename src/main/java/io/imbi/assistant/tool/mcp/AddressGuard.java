package io.imbi.assistant.tool.mcp;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Holds the network policy at the last moment: when the channel is about to connect, on the very
 * address that it connects to. However a name was resolved, and however often its answer changes,
 * nothing can come between the check and the use.
 */
@Sharable
final class AddressGuard extends ChannelOutboundHandlerAdapter {

  private final NetworkPolicy policy;

  AddressGuard(NetworkPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void connect(
      ChannelHandlerContext context,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise)
      throws Exception {
    Optional<String> objection = objection(remote);
    if (objection.isPresent()) {
      promise.tryFailure(new RefusedAddressException(objection.get()));
    } else {
      super.connect(context, remote, local, promise);
    }
  }

  private Optional<String> objection(SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && !internet.isUnresolved()
        ? policy
            .objection(internet.getAddress())
            .map(why -> "Its address " + internet.getAddress().getHostAddress() + " " + why)
        : Optional.of("It has no internet address");
  }

  /** The policy refused the address. */
  static final class RefusedAddressException extends ConnectException {
    private static final long serialVersionUID = 1L;

    RefusedAddressException(String message) {
      super(message);
    }
  }
}
