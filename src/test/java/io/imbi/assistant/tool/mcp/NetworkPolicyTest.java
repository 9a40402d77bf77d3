package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPolicyTest {

  private static final NetworkPolicy STRICT = new NetworkPolicy(List.of());
  private static final NetworkPolicy OPEN = NetworkPolicy.allowingPrivate();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.1.1",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "::",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "::ffff:0:169.254.169.254"
      })
  void whatIsNeverAllowed(String address) {
    var everything = new NetworkPolicy(List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0")));

    assertThat(STRICT.objection(parse(address))).isPresent();
    assertThat(OPEN.objection(parse(address))).isPresent();
    assertThat(everything.objection(parse(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "10.255.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fc00::1",
        "fd12:3456::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1"
      })
  void whatIsAllowedOnlyWhereItIsSaid(String address) {
    assertThat(STRICT.objection(parse(address)))
        .hasValueSatisfying(why -> assertThat(why).contains("ASSISTANT_MCP_ALLOWED_NETWORKS"));
    assertThat(OPEN.objection(parse(address))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "11.0.0.1", "2606:4700::1", "64:ff9b::808:808"})
  void whatIsAlwaysAllowed(String address) {
    assertThat(STRICT.objection(parse(address))).isEmpty();
  }

  /** Netty hands over such an address as the IPv6 one that it is written as. */
  @Test
  void aMappedAddressThatIsKeptAsSixteenBytesIsReadToo() throws UnknownHostException {
    byte[] bytes = new byte[16];
    bytes[10] = -1;
    bytes[11] = -1;
    bytes[12] = (byte) 169;
    bytes[13] = (byte) 254;
    bytes[14] = (byte) 169;
    bytes[15] = (byte) 254;

    assertThat(OPEN.objection(Inet6Address.getByAddress(null, bytes, -1))).isPresent();
  }

  @Test
  void networksOfAnyWidth() {
    assertThat(Network.parse("10.0.0.0/9").contains(parse("10.127.255.255"))).isTrue();
    assertThat(Network.parse("10.0.0.0/9").contains(parse("10.128.0.0"))).isFalse();
    assertThat(Network.parse("10.1.2.3").contains(parse("10.1.2.3"))).isTrue();
    assertThat(Network.parse("10.1.2.3").contains(parse("10.1.2.4"))).isFalse();
    assertThat(Network.parse("0.0.0.0/0").contains(parse("1.2.3.4"))).isTrue();
    assertThat(Network.parse("::/0").contains(parse("1.2.3.4"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/x"})
  void whatIsNoNetwork(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static InetAddress parse(String address) {
    return InetAddress.ofLiteral(address);
  }
}
