package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfiguredServersTest {

  private static final String DOCS = "assistant.mcp.servers.docs.";

  @Test
  void withoutServersThereAreNone() {
    assertThat(read(Map.of())).isEmpty();
  }

  @Test
  void defaults() {
    assertThat(read(Map.of(DOCS + "url", "http://127.0.0.1:9/mcp")))
        .containsExactly(
            new McpServer(
                "docs",
                "docs",
                "docs",
                URI.create("http://127.0.0.1:9/mcp"),
                null,
                Duration.ofSeconds(30),
                true,
                false,
                Set.of(),
                new Auth.None()));
  }

  @Test
  void namesWithAStaticHeader() {
    Map<String, Object> settings =
        Map.of(
            DOCS + "url", "http://127.0.0.1:9/mcp",
            DOCS + "name", "The docs",
            DOCS + "tool-prefix", "d",
            DOCS + "timeout", "5s",
            DOCS + "verify-ssl", "false",
            DOCS + "trust-read-only-hint", "true",
            DOCS + "ignored-tools", List.of("a", "b"),
            DOCS + "auth-type", "static",
            DOCS + "static-header", "X-Key",
            DOCS + "static-value", "the key");

    assertThat(read(settings))
        .containsExactly(
            new McpServer(
                "docs",
                "The docs",
                "docs",
                URI.create("http://127.0.0.1:9/mcp"),
                "d",
                Duration.ofSeconds(5),
                false,
                true,
                Set.of("a", "b"),
                new Auth.StaticHeader("X-Key", new Secret("the key"))));
  }

  @Test
  void namesWithOAuth() {
    assertThat(read(oauth()).getFirst().auth())
        .isEqualTo(
            new Auth.OAuthClientCredentials(
                URI.create("http://127.0.0.1:9/token"),
                "the client",
                new Secret("the secret"),
                "read"));
  }

  @Test
  void serversCanBeGivenByTheEnvironment() {
    Map<String, Object> environment =
        Map.of(
            "ASSISTANT_MCP_SERVERS_DOCS_URL", "http://127.0.0.1:9/mcp",
            "ASSISTANT_MCP_SERVERS_DOCS_TOOL_PREFIX", "d",
            "ASSISTANT_MCP_SERVERS_DOCS_IGNORED_TOOLS", "a,b",
            "ASSISTANT_MCP_SERVERS_WIKI_URL", "http://127.0.0.1:9/wiki");
    try (var context =
        ApplicationContext.builder("nodatabase")
            .propertySources(
                PropertySource.of(
                    "env",
                    environment,
                    PropertyConvention.ENVIRONMENT_VARIABLE,
                    PropertySource.Origin.of("environment")))
            .start()) {

      List<McpServer> servers = context.getBean(ConfiguredServers.class).servers();

      assertThat(servers).extracting(McpServer::slug).containsExactly("docs", "wiki");
      assertThat(servers.getFirst().toolPrefix()).isEqualTo("d");
      assertThat(servers.getFirst().ignoredTools()).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void aServerThatIsSwitchedOffIsNotThere() {
    assertThat(read(Map.of(DOCS + "url", "http://127.0.0.1:9/mcp", DOCS + "enabled", "false")))
        .isEmpty();
  }

  @Test
  void wrongSettingsStopTheStartAndNameThePlace() {
    refused(Map.of(DOCS + "name", "x"), "assistant.mcp.servers.docs.url: is missing");
    refused(Map.of(DOCS + "url", "ftp://a.example/"), "assistant.mcp.servers.docs.url: ");
    refused(Map.of(DOCS + "url", "https://me:pw@a.example/"), "assistant.mcp.servers.docs.url: ");
    refused(with(DOCS + "timeout", "0s"), "assistant.mcp.servers.docs.timeout: ");
    refused(with(DOCS + "auth-type", "magic"), "assistant.mcp.servers.docs.auth-type: ");
    refused(with(DOCS + "oauth-token-url", "token"), "assistant.mcp.servers.docs.oauth-token-url");
    refused(with(DOCS + "oauth-client-id", ""), "assistant.mcp.servers.docs.oauth-client-id");
    refused(
        with(DOCS + "oauth-client-secret", ""), "assistant.mcp.servers.docs.oauth-client-secret");
  }

  @Test
  void aHeaderThatBelongsToTheProtocolOrHidesAnotherIsRefused() {
    Map<String, Object> settings = new HashMap<>(oauth());
    settings.put(DOCS + "auth-type", "static");
    settings.put(DOCS + "static-header", "Host");
    settings.put(DOCS + "static-value", "x");
    refused(settings, "assistant.mcp.servers.docs.static-header: ");

    settings.put(DOCS + "static-header", "X-Key: a");
    refused(settings, "assistant.mcp.servers.docs.static-header: ");

    settings.put(DOCS + "static-header", "X-Key");
    settings.put(DOCS + "static-value", "a secret\r\nX-Other: b");
    assertThatThrownBy(() -> read(settings))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("assistant.mcp.servers.docs.static-value: ")
        .hasMessageNotContaining("a secret");
  }

  @Test
  void noSecretIsEverShown() {
    try (var context = ApplicationContext.builder("nodatabase").properties(oauth()).start()) {
      assertThat(context.getBeansOfType(McpServerSettings.class).toString())
          .contains("the client")
          .doesNotContain("the secret");
      assertThat(context.getBean(ConfiguredServers.class).servers().toString())
          .contains("the client")
          .doesNotContain("the secret");
    }
  }

  private static Map<String, Object> oauth() {
    return Map.of(
        DOCS + "url", "http://127.0.0.1:9/mcp",
        DOCS + "auth-type", "oauth_client_credentials",
        DOCS + "oauth-token-url", "http://127.0.0.1:9/token",
        DOCS + "oauth-client-id", "the client",
        DOCS + "oauth-client-secret", "the secret",
        DOCS + "oauth-scope", "read");
  }

  private static Map<String, Object> with(String name, String value) {
    Map<String, Object> settings = new HashMap<>(oauth());
    settings.put(name, value);
    return settings;
  }

  private static void refused(Map<String, Object> settings, String message) {
    assertThatThrownBy(() -> read(settings))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(message);
  }

  private static List<McpServer> read(Map<String, Object> properties) {
    try (var context = ApplicationContext.builder("nodatabase").properties(properties).start()) {
      return context.getBean(ConfiguredServers.class).servers();
    }
  }
}
