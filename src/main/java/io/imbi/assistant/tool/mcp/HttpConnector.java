package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.tool.mcp.McpConnection.Listener;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions over streamable HTTP. */
final class HttpConnector implements McpConnector {

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnector.class);

  private static final Duration LONGER = Duration.ofSeconds(2);

  private final McpServer server;
  private final McpSettings settings;
  private final GuardedHttp http;
  private final @Nullable GuardedHttp tokenHttp;
  private final Credentials credentials;

  HttpConnector(McpServer server, McpSettings settings, NetworkPolicy policy, Clock clock) {
    this.server = server;
    this.settings = settings;
    this.http =
        new GuardedHttp(server.slug(), policy, settings.connectTimeout(), server.verifySsl());
    if (!server.verifySsl()) {
      LOG.warn(
          "The certificate of the MCP server {} is not verified: whoever stands between can read"
              + " and change everything",
          server.slug());
    }
    switch (server.auth()) {
      case Auth.None() -> {
        tokenHttp = null;
        credentials = Credentials.NONE;
      }
      case Auth.StaticHeader header -> {
        tokenHttp = null;
        credentials = Credentials.fixed(header);
      }
      case Auth.OAuthClientCredentials client -> {
        // The client secret goes to the token endpoint, so its certificate is always verified.
        tokenHttp =
            new GuardedHttp(server.slug() + "-token", policy, settings.connectTimeout(), true);
        credentials = new OAuthTokens(tokenHttp, client, clock);
      }
    }
  }

  @Override
  public McpConnection open(Listener listener) throws InterruptedException {
    // Whoever waits for an answer gives up first, and has the server told.
    Duration silence = server.timeout().plus(LONGER);
    var session =
        new StreamableHttp(http, server.url(), credentials, silence, settings.retryDelay());
    return SdkConnection.open(session, server.timeout(), listener);
  }

  @Override
  public String conceal(String text) {
    return credentials.conceal(text);
  }

  @Override
  public void close() {
    http.close();
    if (tokenHttp != null) {
      tokenHttp.close();
    }
  }
}
