package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How external MCP servers are reached.
 *
 * @param allowedNetworks private and loopback networks in which servers may stand; not set: all of
 *     them in development, none elsewhere
 * @param connectTimeout until the connection to a server stands
 * @param retryDelay the first pause before a server that is down is tried again; it doubles
 * @param maxRetryDelay the longest such pause
 */
@ConfigurationProperties("assistant.mcp")
record McpSettings(
    @Nullable List<String> allowedNetworks,
    @Bindable(defaultValue = "5s") Duration connectTimeout,
    @Bindable(defaultValue = "1s") Duration retryDelay,
    @Bindable(defaultValue = "30s") Duration maxRetryDelay) {

  static final String ALLOWED_NETWORKS = "ASSISTANT_MCP_ALLOWED_NETWORKS";

  McpSettings {
    require(connectTimeout, "ASSISTANT_MCP_CONNECT_TIMEOUT", Duration.ofMinutes(1));
    require(retryDelay, "ASSISTANT_MCP_RETRY_DELAY", Duration.ofSeconds(30));
    require(maxRetryDelay, "ASSISTANT_MCP_MAX_RETRY_DELAY", Duration.ofSeconds(30));
    if (retryDelay.compareTo(maxRetryDelay) > 0) {
      throw new SettingException(
          "ASSISTANT_MCP_RETRY_DELAY", "is longer than ASSISTANT_MCP_MAX_RETRY_DELAY");
    }
  }

  /** The policy for where this process runs. */
  NetworkPolicy networkPolicy(Deployment deployment) {
    if (allowedNetworks == null) {
      return deployment.isDevelopment()
          ? NetworkPolicy.allowingPrivate()
          : new NetworkPolicy(List.of());
    }
    return new NetworkPolicy(allowedNetworks.stream().map(McpSettings::network).toList());
  }

  private static Network network(String text) {
    try {
      return Network.parse(text);
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          ALLOWED_NETWORKS, "'" + text + "' is not a network such as 10.0.0.0/8 or fd00::/8");
    }
  }

  private static void require(Duration value, String variable, Duration most) {
    if (!value.isPositive() || value.compareTo(most) > 0) {
      throw new SettingException(
          variable, "must be more than nothing and at most " + most.toSeconds() + " seconds");
    }
  }
}
