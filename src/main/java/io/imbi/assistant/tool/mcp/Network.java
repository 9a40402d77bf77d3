package io.imbi.assistant.tool.mcp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}.
 *
 * @param prefix how many of the address's leading bits count
 */
record Network(InetAddress address, int prefix) {

  /**
   * Parses the usual notation; an address alone is a network of one.
   *
   * @throws IllegalArgumentException if it is not that; names are not resolved
   */
  static Network parse(String text) {
    String[] parts = text.strip().split("/", -1);
    InetAddress address = InetAddress.ofLiteral(parts[0]);
    int bits = address.getAddress().length * 8;
    int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
    if (parts.length > 2 || prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("Not a network: " + text);
    }
    return new Network(address, prefix);
  }

  boolean contains(InetAddress candidate) {
    byte[] ours = address.getAddress();
    byte[] theirs = candidate.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
      if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The IPv4 address that is written into an IPv6 one, from byte {@code from} on. */
  static InetAddress embedded(InetAddress address, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
