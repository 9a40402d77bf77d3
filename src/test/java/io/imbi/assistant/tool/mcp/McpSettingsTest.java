package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class McpSettingsTest {

  private static final Deployment DEVELOPMENT = new Deployment("development");
  private static final Deployment PRODUCTION = new Deployment("production");

  @Test
  void defaults() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new McpSettings(
                null, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(30)));
  }

  @Test
  void names() {
    assertThat(
            read(
                Map.of(
                    "assistant.mcp.allowed-networks", "10.0.0.0/8,fd00::/8",
                    "assistant.mcp.connect-timeout", "2s",
                    "assistant.mcp.retry-delay", "100ms",
                    "assistant.mcp.max-retry-delay", "10s")))
        .isEqualTo(
            new McpSettings(
                List.of("10.0.0.0/8", "fd00::/8"),
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                Duration.ofSeconds(10)));
  }

  @Test
  void aWrongValueNamesTheVariable() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new McpSettings(null, Duration.ZERO, second, second))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("ASSISTANT_MCP_CONNECT_TIMEOUT");
    assertThatThrownBy(() -> new McpSettings(null, second, Duration.ZERO, second))
        .hasMessageContaining("ASSISTANT_MCP_RETRY_DELAY");
    assertThatThrownBy(() -> new McpSettings(null, second, second, Duration.ofSeconds(31)))
        .hasMessageContaining("ASSISTANT_MCP_MAX_RETRY_DELAY");
    assertThatThrownBy(() -> new McpSettings(null, second, Duration.ofSeconds(2), second))
        .hasMessageContaining("ASSISTANT_MCP_RETRY_DELAY");
    var networks = new McpSettings(List.of("10.0.0.0/40"), second, second, second);
    assertThatThrownBy(() -> networks.networkPolicy(PRODUCTION))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("ASSISTANT_MCP_ALLOWED_NETWORKS")
        .hasMessageContaining("10.0.0.0/40");
  }

  @Test
  void privateNetworksAreOpenInDevelopmentAndElsewhereWhereAllowed() {
    Duration second = Duration.ofSeconds(1);
    var unset = new McpSettings(null, second, second, second);
    var set = new McpSettings(List.of("10.1.0.0/16"), second, second, second);
    InetAddress ours = InetAddress.ofLiteral("10.1.2.3");
    InetAddress other = InetAddress.ofLiteral("127.0.0.1");

    assertThat(unset.networkPolicy(DEVELOPMENT).objection(ours)).isEmpty();
    assertThat(unset.networkPolicy(DEVELOPMENT).objection(other)).isEmpty();
    assertThat(unset.networkPolicy(PRODUCTION).objection(ours)).isPresent();
    assertThat(set.networkPolicy(PRODUCTION).objection(ours)).isEmpty();
    assertThat(set.networkPolicy(PRODUCTION).objection(other)).isPresent();
    assertThat(set.networkPolicy(DEVELOPMENT).objection(other)).isPresent();
  }

  private static McpSettings read(Map<String, Object> properties) {
    try (var context = ApplicationContext.builder("nodatabase").properties(properties).start()) {
      return context.getBean(McpSettings.class);
    }
  }
}
