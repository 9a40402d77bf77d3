package io.imbi.assistant.tool.mcp.graph;

import static io.imbi.assistant.tool.mcp.graph.FernetSecretsTest.KEY;
import static io.imbi.assistant.tool.mcp.graph.FernetSecretsTest.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.deployment.ServiceStarted;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.GraphSchema;
import io.imbi.assistant.graph.Label;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.Properties;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.mcp.McpHealth;
import io.imbi.assistant.tool.mcp.McpHealth.State;
import io.imbi.assistant.tool.mcp.McpServer;
import io.imbi.assistant.tool.mcp.McpServer.Auth;
import io.imbi.assistant.tool.mcp.McpServers;
import io.imbi.assistant.tool.mcp.Secret;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // Set before all tests.
class GraphServersTest {

  private static final GraphSchema SCHEMA =
      new GraphSchema(List.of(Label.vertices("MCPServer")), List.of());

  private static final CypherQuery CREATE =
      CypherQuery.of("WITH $p AS p CREATE (s:MCPServer) SET s = p");

  private static final CypherQuery FIND =
      CypherQuery.of("MATCH (s:MCPServer) WHERE s.id = $id RETURN s", "server");

  private static TestAge age;
  private static GraphServers servers;

  @BeforeAll
  static void start() {
    age = TestAge.start(SCHEMA);
    servers = new GraphServers(age.graph(), new Secret(KEY));
  }

  @AfterEach
  void clear() {
    age.clear();
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @Test
  void aGraphThatHasNoSuchLabelHasNoServers() {
    try (TestAge empty = TestAge.start()) {
      assertThat(new GraphServers(empty.graph(), new Secret(KEY)).servers()).isEmpty();
    }
  }

  @Test
  void readsEveryProperty() {
    create(
        """
        {'id':'1','name':'The docs','slug':'docs','description':'d','icon':'i',
         'url':'https://docs.example/mcp','enabled':true,'tool_prefix':'d','timeout':12.5,
         'verify_ssl':false,'trust_read_only_hint':true,'ignored_tools':['a','b'],
         'auth_type':'static','static_header':'X-Key','static_value_encrypted':'TOKEN',
         'status':'unknown'}
        """);

    assertThat(servers.servers())
        .containsExactly(
            new McpServer(
                "1",
                "The docs",
                "docs",
                URI.create("https://docs.example/mcp"),
                "d",
                Duration.ofMillis(12_500),
                false,
                true,
                Set.of("a", "b"),
                new Auth.StaticHeader("X-Key", new Secret("hello"))));
  }

  @Test
  void readsWhatOthersWriteOtherwise() {
    create(
        """
        {'id':'1','name':'','slug':'docs','url':'https://docs.example/mcp','enabled':'true',
         'tool_prefix':null,'timeout':'20','ignored_tools':'[\\"a\\", \\"b\\"]','auth_type':'none'}
        """);

    assertThat(servers.servers())
        .containsExactly(
            new McpServer(
                "1",
                "docs",
                "docs",
                URI.create("https://docs.example/mcp"),
                null,
                Duration.ofSeconds(20),
                true,
                false,
                Set.of("a", "b"),
                new Auth.None()));
  }

  @Test
  void readsOAuthClients() {
    create(
        """
        {'id':'1','slug':'docs','url':'https://docs.example/mcp','enabled':true,
         'auth_type':'oauth_client_credentials','oauth_token_url':'https://id.example/token',
         'oauth_client_id':'us','oauth_client_secret_encrypted':'TOKEN','oauth_scope':'read'}
        """);

    assertThat(servers.servers().getFirst().auth())
        .isEqualTo(
            new Auth.OAuthClientCredentials(
                URI.create("https://id.example/token"), "us", new Secret("hello"), "read"));
  }

  @Test
  void onlyTheEnabledAreReadAndInTheOrderOfTheirSlugs() {
    create(node("3", "c").put("enabled", true));
    create(node("1", "b").put("enabled", true));
    create(node("2", "a").put("enabled", true));
    create(node("4", "d").put("enabled", false));
    create(node("5", "e"));

    assertThat(servers.servers()).extracting(McpServer::slug).containsExactly("a", "b", "c");
  }

  @Test
  void whatIsWrongIsSkippedAndCostsNobodyElseAnything() {
    create(node("1", "good").put("enabled", true));
    create(node("2", "no-url").put("enabled", true).put("url", ""));
    create(node("3", "file").put("enabled", true).put("url", "file:///etc/passwd"));
    create(node("4", "").put("enabled", true));
    create(node("5", "timeout").put("enabled", true).put("timeout", "soon"));
    create(node("6", "auth").put("enabled", true).put("auth_type", "magic"));
    create(
        node("7", "secret")
            .put("enabled", true)
            .put("auth_type", "static")
            .put("static_header", "X-Key")
            .put("static_value_encrypted", "not encrypted"));
    create(node("1", "twice").put("enabled", true));
    create(Json.object().put("slug", "no-id").put("enabled", true).put("url", "https://a.example"));

    assertThat(servers.servers()).extracting(McpServer::slug).containsExactly("good");
  }

  @Test
  void withoutAKeyServersThatNeedNoSecretAreRead() {
    create(node("1", "plain").put("enabled", true));
    create(
        node("2", "secret")
            .put("enabled", true)
            .put("auth_type", "static")
            .put("static_header", "X-Key")
            .put("static_value_encrypted", TOKEN));

    assertThat(new GraphServers(age.graph(), null).servers())
        .extracting(McpServer::slug)
        .containsExactly("plain");
  }

  @Test
  void outsideDevelopmentTheKeyMustBeThere() {
    var unset = new ConfigEncryption(null);

    assertThat(new GraphServers(age.graph(), unset, new Deployment("development"))).isNotNull();
    assertThatThrownBy(() -> new GraphServers(age.graph(), unset, new Deployment("production")))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("IMBI_CONFIG_ENCRYPTION_KEY: ");
  }

  @Test
  void theStatusIsWrittenBackAndNothingElseIsTouched() {
    create(node("1", "docs").put("enabled", true).put("description", "stays"));
    create(node("2", "other").put("enabled", true));
    Instant at = Instant.parse("2026-11-22T10:00:00.5Z");

    servers.report("1", new McpHealth(State.HEALTHY, Duration.ofMillis(1_234), 7, null, at));
    assertThat(find("1").text("status")).contains("healthy");
    assertThat(find("1").text("last_tested_at")).contains("2026-11-22T10:00:00.500000+00:00");
    assertThat(find("1").whole("last_tested_latency_ms")).hasValue(1_234);
    assertThat(find("1").whole("tools_discovered")).hasValue(7);
    assertThat(find("1").text("last_error")).isEmpty();

    servers.report("1", new McpHealth(State.UNREACHABLE, null, 7, "It is \"gone\"", at));
    assertThat(find("1").text("status")).contains("unreachable");
    assertThat(find("1").text("last_error")).contains("It is \"gone\"");
    assertThat(find("1").whole("last_tested_latency_ms")).hasValue(1_234);
    assertThat(find("1").text("description")).contains("stays");
    assertThat(find("1").flag("enabled")).contains(true);
    assertThat(find("2").text("status")).isEmpty();

    servers.report("1", new McpHealth(State.HEALTHY, Duration.ofMillis(5), 8, null, at));
    assertThat(find("1").text("last_error")).isEmpty();
  }

  @Test
  void aNodeThatIsGoneIsNotMadeAgain() {
    servers.report("gone", new McpHealth(State.HEALTHY, Duration.ZERO, 0, null, Instant.EPOCH));

    assertThat(servers.servers()).isEmpty();
  }

  @Test
  void anInstallationWithAGraphUsesItsServersBehindItsOwn() {
    create(node("1", "a-node").put("enabled", true).put("url", "http://127.0.0.1:9/mcp"));
    Map<String, Object> settings = new HashMap<>(age.settings());
    settings.put("assistant.mcp.servers.own.url", "http://127.0.0.1:9/mcp");
    try (var context = ApplicationContext.run(settings)) {
      var source = context.getBean(McpServers.class);
      context.getEventPublisher(ServiceStarted.class).publishEvent(new ServiceStarted(this));

      await()
          .untilAsserted(
              () ->
                  assertThat(source.health())
                      .extracting(McpServers.ServerHealth::slug)
                      .containsExactly("own", "a-node"));
    }
  }

  @Test
  void theSettingsName() {
    try (var context =
        ApplicationContext.builder("nodatabase")
            .properties(Map.of("imbi.config.encryption-key", KEY))
            .start()) {
      ConfigEncryption encryption = context.getBean(ConfigEncryption.class);

      assertThat(encryption).isEqualTo(new ConfigEncryption(new Secret(KEY)));
      assertThat(encryption.toString()).doesNotContain(KEY);
    }
  }

  private static ObjectNode node(String id, String slug) {
    return Json.object().put("id", id).put("slug", slug).put("url", "https://docs.example/mcp");
  }

  private static void create(String json) {
    create((ObjectNode) Json.parse(json.replace('\'', '"').replace("TOKEN", TOKEN)));
  }

  private static void create(ObjectNode properties) {
    age.graph().run(CREATE, Parameters.none().and("p", properties));
  }

  private static Properties find(String id) {
    return age.graph()
        .runForOne(FIND, Parameters.of("id", id), row -> row.properties("server"))
        .orElseThrow();
  }
}
