package io.imbi.assistant.tool.mcp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to. A server's URL is configured by people who may not see what
 * this process can reach; so neither link-local addresses, where clouds serve credentials, nor, if
 * not allowed, the private network can be reached through it.
 *
 * @param allowed private and loopback networks that may be used all the same
 */
record NetworkPolicy(List<Network> allowed) {

  private static final List<Network> NEVER =
      networks(
          "0.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "100.100.100.200",
          "168.63.129.16",
          "192.0.0.192",
          "::",
          "fe80::/10",
          "ff00::/8",
          "fd00:ec2::254",
          "fd20:ce::254",
          "fd00:c1::a9fe:a9fe");

  private static final List<Network> PRIVATE =
      networks(
          "127.0.0.0/8",
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "192.0.0.0/24",
          "198.18.0.0/15",
          "::1",
          "fc00::/7",
          "fec0::/10");

  /** IPv6 networks whose addresses stand for IPv4 ones, and where these are written. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(Network.parse("::ffff:0:0:0/96"), 12),
          new Embedding(Network.parse("64:ff9b::/96"), 12),
          new Embedding(Network.parse("64:ff9b:1::/48"), 12),
          new Embedding(Network.parse("2002::/16"), 2));

  private record Embedding(Network network, int from) {}

  NetworkPolicy {
    allowed = List.copyOf(allowed);
  }

  /** Everything but what is never allowed, as suits a developer's machine. */
  static NetworkPolicy allowingPrivate() {
    return new NetworkPolicy(PRIVATE);
  }

  /** Why {@code address} may not be connected to; empty if it may. */
  Optional<String> objection(InetAddress address) {
    return readings(address).flatMap(reading -> objectionTo(reading).stream()).findFirst();
  }

  private Optional<String> objectionTo(InetAddress address) {
    if (NEVER.stream().anyMatch(network -> network.contains(address))) {
      return Optional.of("may never be connected to");
    }
    if (PRIVATE.stream().anyMatch(network -> network.contains(address))
        && allowed.stream().noneMatch(network -> network.contains(address))) {
      return Optional.of(
          "is in a private network, and no network in " + McpSettings.ALLOWED_NETWORKS + " has it");
    }
    return Optional.empty();
  }

  /** The address, and the one that it carries within. */
  private static Stream<InetAddress> readings(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return Stream.of(address);
    }
    byte[] bytes = address.getAddress();
    boolean mapped = isMapped(bytes);
    Stream<InetAddress> carried =
        mapped
            ? Stream.of(Network.embedded(address, 12))
            : EMBEDDINGS.stream()
                .filter(embedding -> embedding.network().contains(address))
                .map(embedding -> Network.embedded(address, embedding.from()));
    return Stream.concat(Stream.of(address), carried);
  }

  /** {@code ::a.b.c.d} and {@code ::ffff:a.b.c.d}, but neither {@code ::} nor {@code ::1}. */
  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    boolean ffff = bytes[10] == -1 && bytes[11] == -1;
    boolean zero = bytes[10] == 0 && bytes[11] == 0;
    return ffff || (zero && (bytes[12] != 0 || bytes[13] != 0));
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::parse).toList();
  }
}
