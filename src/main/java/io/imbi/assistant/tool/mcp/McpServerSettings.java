package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import io.imbi.assistant.tool.mcp.McpServer.InvalidServerException;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that is configured under {@code assistant.mcp.servers.SLUG}. Secrets are best left to
 * placeholders such as {@code ${DOCS_TOKEN}}.
 *
 * @param slug the setting's own name, and the prefix of the tools if {@code toolPrefix} is not set
 * @param timeout for one request
 * @param authType {@code none}, {@code static} or {@code oauth_client_credentials}
 */
@EachProperty(McpServerSettings.PREFIX)
record McpServerSettings(
    @Parameter String slug,
    @Nullable String url,
    @Nullable String name,
    @Bindable(defaultValue = "true") boolean enabled,
    @Nullable String toolPrefix,
    @Bindable(defaultValue = "30s") Duration timeout,
    @Bindable(defaultValue = "true") boolean verifySsl,
    @Bindable(defaultValue = "false") boolean trustReadOnlyHint,
    @Nullable List<String> ignoredTools,
    @Bindable(defaultValue = "none") String authType,
    @Nullable String staticHeader,
    @Nullable Secret staticValue,
    @Nullable String oauthTokenUrl,
    @Nullable String oauthClientId,
    @Nullable Secret oauthClientSecret,
    @Nullable String oauthScope) {

  static final String PREFIX = "assistant.mcp.servers";

  private static final Secret MISSING = new Secret("");

  /**
   * @throws SettingException naming the setting that is missing or wrong
   */
  McpServer server() {
    try {
      return new McpServer(
          slug,
          name == null ? slug : name,
          slug,
          McpServer.url("url", url),
          toolPrefix,
          timeout,
          verifySsl,
          trustReadOnlyHint,
          ignoredTools == null ? Set.of() : Set.copyOf(ignoredTools),
          auth());
    } catch (InvalidServerException e) {
      throw new SettingException(
          PREFIX + "." + slug + "." + e.part().replace('_', '-'), e.problem());
    }
  }

  private Auth auth() {
    return switch (authType) {
      case "none" -> new Auth.None();
      case "static" -> new Auth.StaticHeader(text(staticHeader), secret(staticValue));
      case "oauth_client_credentials" ->
          new Auth.OAuthClientCredentials(
              McpServer.url("oauth_token_url", oauthTokenUrl),
              text(oauthClientId),
              secret(oauthClientSecret),
              oauthScope);
      default ->
          throw new InvalidServerException(
              "auth_type", "is neither none, static nor oauth_client_credentials");
    };
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Secret secret(@Nullable Secret secret) {
    return secret == null ? MISSING : secret;
  }
}
