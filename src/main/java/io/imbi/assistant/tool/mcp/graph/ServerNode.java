package io.imbi.assistant.tool.mcp.graph;

import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.tool.mcp.McpServer;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import io.imbi.assistant.tool.mcp.McpServer.InvalidServerException;
import io.imbi.assistant.tool.mcp.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** An {@code MCPServer} node as Imbi writes it. */
record ServerNode(Properties properties) {

  String id() {
    return text("id");
  }

  String slug() {
    return text("slug");
  }

  boolean isEnabled() {
    return properties.flag("enabled").orElse(false);
  }

  /**
   * @param decrypt empty for what cannot be decrypted
   * @throws InvalidServerException naming the property that is wrong
   */
  McpServer server(Function<String, Optional<Secret>> decrypt) {
    return new McpServer(
        id(),
        text("name"),
        slug(),
        McpServer.url("url", text("url")),
        text("tool_prefix"),
        timeout(),
        properties.flag("verify_ssl").orElse(true),
        properties.flag("trust_read_only_hint").orElse(false),
        Set.copyOf(properties.texts("ignored_tools")),
        auth(decrypt));
  }

  private Auth auth(Function<String, Optional<Secret>> decrypt) {
    return switch (properties.text("auth_type").orElse("none")) {
      case "none" -> new Auth.None();
      case "static" ->
          new Auth.StaticHeader(text("static_header"), secret("static_value_encrypted", decrypt));
      case "oauth_client_credentials" ->
          new Auth.OAuthClientCredentials(
              McpServer.url("oauth_token_url", text("oauth_token_url")),
              text("oauth_client_id"),
              secret("oauth_client_secret_encrypted", decrypt),
              text("oauth_scope"));
      default -> throw new InvalidServerException("auth_type", "is not known");
    };
  }

  private Secret secret(String name, Function<String, Optional<Secret>> decrypt) {
    String stored = text(name);
    if (stored.isBlank()) {
      throw new InvalidServerException(name, "is missing");
    }
    return decrypt
        .apply(stored)
        .orElseThrow(
            () ->
                new InvalidServerException(
                    name, "cannot be decrypted under " + ConfigEncryption.VARIABLE));
  }

  /** In seconds, whole or not. */
  private Duration timeout() {
    Optional<String> seconds = properties.text("timeout");
    if (seconds.isEmpty()) {
      return McpServer.DEFAULT_TIMEOUT;
    }
    try {
      return Duration.ofMillis(
          new BigDecimal(seconds.get().strip()).movePointRight(3).toBigInteger().longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new InvalidServerException("timeout", "is not a number of seconds");
    }
  }

  private String text(String name) {
    return properties.text(name).orElse("");
  }
}
