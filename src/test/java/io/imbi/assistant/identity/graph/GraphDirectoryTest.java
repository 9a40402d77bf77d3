package io.imbi.assistant.identity.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.conversation.SettableClock;
import io.imbi.assistant.graph.Graph;
import io.imbi.assistant.graph.GraphException;
import io.imbi.assistant.graph.GraphStatement;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.Directory.ApiKey;
import io.imbi.assistant.identity.Directory.Lookup;
import io.imbi.assistant.identity.Permissions;
import io.imbi.assistant.identity.Principal;
import io.imbi.assistant.identity.Refusal;
import io.imbi.assistant.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphDirectoryTest {

  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final String HASH_OF_X =
      "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0MTIzNA$QnbrhjzrNi3yUFg3dg2p/4VjuFdM8Xhf5ZbYDFtJVRs";
  private static final ApiKey KEY = new ApiKey("ik_abc", "x");

  private static TestAge age;
  private static CountedStatements statements;
  private static Platform platform;

  private final SettableClock clock = new SettableClock(NOW);
  private final SettableTicker ticker = new SettableTicker();
  private GraphDirectory directory;

  @BeforeAll
  static void start() {
    age = TestAge.start();
    statements = new CountedStatements(age.dataSource());
    platform = new Platform(age.graph());
    populate();
    age.ensure(DirectoryGraph.schema());
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @BeforeEach
  void repopulate() {
    age.clear();
    populate();
    directory = directory(new Graph(statements.dataSource(), age.name()));
    statements.take();
  }

  // --- tokens ---

  @Test
  void aUserHasWhatItsRolesAndTheirAncestorsGrant() {
    assertThat(directory.find(token("ann@example.com")))
        .isEqualTo(
            new Lookup.Found(
                new Principal.User(
                    "ann@example.com",
                    "Ann",
                    new Permissions(
                        false, Set.of("project:write", "project:read", "status:read")))));
  }

  @Test
  void anAdministratorIsOne() {
    assertThat(found(directory.find(token("root@example.com"))).permissions().administrator())
        .isTrue();
  }

  @Test
  void aServiceAccountIsFoundByItsSlug() {
    assertThat(directory.find(tokenOfServiceAccount("robot")))
        .isEqualTo(
            new Lookup.Found(
                new Principal.ServiceAccount(
                    "robot", "robot", new Permissions(false, Set.of("status:read")))));
    assertThat(directory.find(token("robot"))).isEqualTo(refused(Refusal.USER_NOT_FOUND));
    assertThat(directory.find(tokenOfServiceAccount("ann@example.com")))
        .isEqualTo(refused(Refusal.SERVICE_ACCOUNT_NOT_FOUND));
  }

  @Test
  void theTokensNameServesWhereTheGraphHasNone() {
    AccessToken token =
        new AccessToken(
            "plain@example.com", "j", false, "Plain Jane", false, List.of(), Instant.MAX);

    assertThat(found(directory.find(token)))
        .isEqualTo(new Principal.User("plain@example.com", "Plain Jane", Permissions.NONE));
    assertThat(found(directory.find(token("plain@example.com"))))
        .isEqualTo(new Principal.User("plain@example.com", "plain@example.com", Permissions.NONE));
  }

  @Test
  void theTokensOwnClaimsGrantNothing() {
    AccessToken boasting =
        new AccessToken(
            "plain@example.com", "j", false, null, true, List.of("project:delete"), Instant.MAX);

    assertThat(found(directory.find(boasting)).permissions()).isEqualTo(Permissions.NONE);
  }

  @Test
  void whoIsNotThereOrNotActiveIsRefused() {
    platform.serviceAccount("{\"slug\": \"idle\", \"is_active\": false}");
    platform.user("{\"email\": \"vague@example.com\"}");

    assertThat(directory.find(token("nobody@example.com")))
        .isEqualTo(refused(Refusal.USER_NOT_FOUND));
    assertThat(directory.find(token("ANN@example.com"))).isEqualTo(refused(Refusal.USER_NOT_FOUND));
    assertThat(directory.find(token("gone@example.com"))).isEqualTo(refused(Refusal.USER_INACTIVE));
    assertThat(directory.find(token("vague@example.com")))
        .isEqualTo(refused(Refusal.USER_INACTIVE));
    assertThat(directory.find(tokenOfServiceAccount("idle")))
        .isEqualTo(refused(Refusal.SERVICE_ACCOUNT_INACTIVE));
  }

  @Test
  void aRevokedTokenIsRefused() {
    platform.token("{\"jti\": \"fine\", \"revoked\": false}");
    platform.token("{\"jti\": \"bad\", \"revoked\": true}");
    platform.token("{\"jti\": \"odd\", \"revoked\": \"yes\"}");

    assertThat(directory.find(token("ann@example.com", "fine"))).isInstanceOf(Lookup.Found.class);
    assertThat(directory.find(token("ann@example.com", "bad")))
        .isEqualTo(refused(Refusal.TOKEN_REVOKED));
    assertThat(directory.find(token("ann@example.com", "odd")))
        .isEqualTo(refused(Refusal.TOKEN_REVOKED));
    assertThat(directory.find(token("nobody@example.com", "bad")))
        .isEqualTo(refused(Refusal.TOKEN_REVOKED));
  }

  @Test
  void aRevocationIsSeenWithinHalfAMinute() {
    platform.token("{\"jti\": \"j1\", \"revoked\": false}");
    AccessToken token = token("ann@example.com", "j1");
    directory.find(token);

    platform.changeToken("j1", "{\"revoked\": true}");

    ticker.advance(GraphDirectory.BELIEVED.minusNanos(1));
    assertThat(directory.find(token)).isInstanceOf(Lookup.Found.class);
    ticker.advance(Duration.ofNanos(1));
    assertThat(directory.find(token)).isEqualTo(refused(Refusal.TOKEN_REVOKED));
    assertThat(GraphDirectory.BELIEVED).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aRefusalIsNotKept() {
    assertThat(directory.find(token("late@example.com"))).isInstanceOf(Lookup.Refused.class);

    platform.user("{\"email\": \"late@example.com\", \"is_active\": true}");

    assertThat(directory.find(token("late@example.com"))).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void anotherTokenOfTheSameUserIsLookedUpForItself() {
    directory.find(token("ann@example.com", "j1"));
    platform.token("{\"jti\": \"j2\", \"revoked\": true}");

    assertThat(directory.find(token("ann@example.com", "j2")))
        .isEqualTo(refused(Refusal.TOKEN_REVOKED));
  }

  // --- API keys ---

  @Test
  void aKeySpeaksForItsOwner() {
    keyOfAnn("{}");
    platform.key(key("ik_robot", "{}"));
    platform.keyOfServiceAccount("ik_robot", "robot");

    assertThat(found(directory.find(KEY)))
        .isEqualTo(
            new Principal.User(
                "ann@example.com",
                "Ann",
                new Permissions(false, Set.of("project:write", "project:read", "status:read"))));
    assertThat(found(directory.find(new ApiKey("ik_robot", "x"))))
        .isEqualTo(
            new Principal.ServiceAccount(
                "robot", "robot", new Permissions(false, Set.of("status:read"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"project:read\", \"project:delete\"]",
        "\"[\\\"project:read\\\", \\\"project:delete\\\"]\""
      })
  void scopesNarrowWhatTheOwnerMay(String scopes) {
    keyOfAnn("{\"scopes\": " + scopes + "}");

    assertThat(found(directory.find(KEY)).permissions())
        .isEqualTo(new Permissions(false, Set.of("project:read")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"[]\""})
  void noScopesNarrowNothing(String scopes) {
    keyOfAnn("{\"scopes\": " + scopes + "}");

    assertThat(found(directory.find(KEY)).permissions().names()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"project:read\"", "7", "[7]", "{\"a\": 1}", "\"\""})
  void scopesThatAreNotUnderstoodAllowNothing(String scopes) {
    keyOfAnn("{\"scopes\": " + scopes + "}");

    assertThat(found(directory.find(KEY)).permissions()).isEqualTo(Permissions.NONE);
  }

  @Test
  void anAdministratorsKeyWithScopesIsNoAdministrator() {
    platform.key(key("ik_abc", "{\"scopes\": [\"project:delete\", \"admin\"]}"));
    platform.keyOfUser("ik_abc", "root@example.com");

    Permissions permissions = found(directory.find(KEY)).permissions();

    assertThat(permissions.administrator()).isFalse();
    assertThat(permissions.allow(List.of("project:delete"))).isTrue();
    assertThat(permissions.allow(List.of("project:read"))).isFalse();
    assertThat(permissions.allow(List.of(Permissions.ADMIN))).isFalse();
  }

  @Test
  void anAdministratorsKeyWithoutScopesIsAnAdministrators() {
    platform.key(key("ik_abc", "{}"));
    platform.keyOfUser("ik_abc", "root@example.com");

    assertThat(found(directory.find(KEY)).permissions().administrator()).isTrue();
  }

  @Test
  void aWrongSecretTellsNothingOfTheKey() {
    keyOfAnn("{\"revoked\": true, \"expires_at\": \"2020-01-01T00:00:00Z\"}");

    assertThat(directory.find(new ApiKey("ik_abc", "y")))
        .isEqualTo(refused(Refusal.API_KEY_INVALID));
    assertThat(directory.find(new ApiKey("ik_none", "x")))
        .isEqualTo(refused(Refusal.API_KEY_INVALID));
    assertThat(directory.find(KEY)).isEqualTo(refused(Refusal.API_KEY_REVOKED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-05-01T12:00:00+00:00",
        "2026-05-01T13:59:59+02:00",
        "2026-05-01T12:00:00",
        "tomorrow",
        ""
      })
  void anExpiredKeyIsRefused(String expiresAt) {
    keyOfAnn("{\"expires_at\": \"" + expiresAt + "\"}");

    assertThat(directory.find(KEY)).isEqualTo(refused(Refusal.API_KEY_EXPIRED));
  }

  @Test
  void aKeyExpiresAlsoWhileItIsBelieved() {
    keyOfAnn("{\"expires_at\": \"2026-05-01T12:00:01Z\"}");
    assertThat(directory.find(KEY)).isInstanceOf(Lookup.Found.class);

    clock.advance(Duration.ofSeconds(1));

    assertThat(directory.find(KEY)).isEqualTo(refused(Refusal.API_KEY_EXPIRED));
  }

  @Test
  void aKeyOfNobodyOrOfSomebodyInactiveIsRefused() {
    platform.key(key("ik_abc", "{}"));
    platform.key(key("ik_gone", "{}"));
    platform.keyOfUser("ik_gone", "gone@example.com");

    assertThat(directory.find(KEY)).isEqualTo(refused(Refusal.USER_NOT_FOUND));
    assertThat(directory.find(new ApiKey("ik_gone", "x")))
        .isEqualTo(refused(Refusal.USER_INACTIVE));
  }

  @Test
  void aKeyWithAnotherSecretNoLongerTakesTheOldOne() {
    keyOfAnn("{}");
    assertThat(directory.find(KEY)).isInstanceOf(Lookup.Found.class);

    platform.changeKey(
        "ik_abc", "{\"key_hash\": \"%s\"}".formatted(HASH_OF_X.replace("$Qn", "$Rn")));
    ticker.advance(GraphDirectory.BELIEVED);

    assertThat(directory.find(KEY)).isEqualTo(refused(Refusal.API_KEY_INVALID));
  }

  @Test
  void aKeysUseIsNotedOnceAMinute() {
    keyOfAnn("{}");
    directory.find(KEY);
    assertThat(platform.lastUsed("ik_abc")).isEqualTo("2026-05-01T12:00:00.000000+00:00");

    clock.advance(Duration.ofSeconds(10));
    directory.find(KEY);
    assertThat(platform.lastUsed("ik_abc")).isEqualTo("2026-05-01T12:00:00.000000+00:00");

    ticker.advance(UseStamps.APART);
    directory.find(KEY);
    assertThat(platform.lastUsed("ik_abc")).isEqualTo("2026-05-01T12:00:10.000000+00:00");
  }

  @Test
  void aRefusedKeysUseIsNotNoted() {
    keyOfAnn("{\"revoked\": true}");

    directory.find(KEY);

    assertThat(platform.lastUsed("ik_abc")).isEqualTo("never");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ik_'", "ik_\"\\", "ik_$$", "ik_\0", "ik_;DROP", "ik_\uD800"})
  void aKeyThatLooksLikeAStatementIsJustUnknown(String keyId) {
    assertThat(directory.find(new ApiKey(keyId, "x"))).isEqualTo(refused(Refusal.API_KEY_INVALID));
    assertThat(directory.find(token(keyId))).isEqualTo(refused(Refusal.USER_NOT_FOUND));
  }

  // --- cost ---

  @Test
  void aTokenCostsTwoStatementsAndThenNone() {
    directory.find(token("ann@example.com"));
    assertThat(statements.take()).isEqualTo(2);

    directory.find(token("ann@example.com"));
    assertThat(statements.take()).isZero();

    directory.find(token("root@example.com"));
    assertThat(statements.take()).isEqualTo(1);
  }

  @Test
  void aKeyCostsTwoStatementsAndAStampAndThenNone() {
    keyOfAnn("{}");

    directory.find(KEY);
    assertThat(statements.take()).isEqualTo(3);

    directory.find(KEY);
    assertThat(statements.take()).isZero();
  }

  @Test
  void aWrongSecretCostsAsManyStatementsWhetherThereIsTheKeyOrNot() {
    keyOfAnn("{}");
    directory.find(KEY);

    for (ApiKey guess : List.of(new ApiKey("ik_abc", "y"), new ApiKey("ik_none", "y"))) {
      for (int attempt = 0; attempt < 2; attempt++) {
        statements.take();
        assertThat(directory.find(guess)).isEqualTo(refused(Refusal.API_KEY_INVALID));
        assertThat(statements.take()).isEqualTo(1);
      }
    }
  }

  static List<GraphStatement> lookUps() {
    return List.of(
        Statements.TOKEN_OF_USER,
        Statements.TOKEN_OF_SERVICE_ACCOUNT,
        Statements.API_KEY,
        Statements.STAMP);
  }

  @ParameterizedTest
  @MethodSource("lookUps")
  void noLookUpReadsAWholeLabel(GraphStatement statement) {
    platform.token("{\"jti\": \"j\"}");
    keyOfAnn("{}");
    age.ensure(DirectoryGraph.schema());

    Parameters parameters =
        Parameters.of("name", "x").and("jti", "j").and("key_id", "k").and("changes", Json.object());
    assertThat(
            List.of(
                age.explain(statement, parameters), age.explainForAnyValue(statement, parameters)))
        .allSatisfy(
            plan -> assertThat(plan).contains("imbi_assistant_").doesNotContain("Seq Scan"));
  }

  // --- mishaps ---

  @Test
  void anEmptyGraphKnowsNobody() {
    try (TestAge empty = TestAge.start(DirectoryGraph.schema())) {
      GraphDirectory nobodys = directory(empty.graph());

      assertThat(nobodys.find(token("ann@example.com"))).isEqualTo(refused(Refusal.USER_NOT_FOUND));
      assertThat(nobodys.find(KEY)).isEqualTo(refused(Refusal.API_KEY_INVALID));
    }
  }

  @Test
  void aGraphThatCannotBeAskedIsNoRefusal() {
    TestAge closed = TestAge.start();
    GraphDirectory broken = directory(closed.graph());
    closed.close();

    assertThatThrownBy(() -> broken.find(token("ann@example.com")))
        .isInstanceOf(GraphException.class);
  }

  // --- parts ---

  private GraphDirectory directory(Graph graph) {
    return new GraphDirectory(
        graph,
        clock,
        ticker,
        new SecretVerifier(ticker, SecretHash::isOf, 2, Duration.ofSeconds(5)),
        new UseStamps(graph, clock, ticker, Runnable::run));
  }

  private static void populate() {
    platform.organization("acme");
    platform.organization("other");
    for (String role : List.of("developer", "reader", "guest")) {
      platform.role(role);
    }
    platform.inherit("developer", "reader");
    platform.inherit("reader", "guest");
    platform.inherit("guest", "developer");
    platform.grant("developer", "project:write");
    platform.grant("reader", "project:read");
    platform.grant("guest", "status:read");
    platform.role("watcher");
    platform.grant("watcher", "status:read");
    platform.user(
        "{\"email\": \"ann@example.com\", \"display_name\": \"Ann\", \"is_active\": true,"
            + " \"is_admin\": false}");
    platform.userJoins("ann@example.com", "acme", "developer");
    platform.userJoins("ann@example.com", "other", "watcher");
    platform.user(
        "{\"email\": \"root@example.com\", \"display_name\": \"Root\", \"is_active\": true,"
            + " \"is_admin\": true}");
    platform.user("{\"email\": \"plain@example.com\", \"is_active\": true}");
    platform.user("{\"email\": \"gone@example.com\", \"is_active\": false}");
    platform.serviceAccount("{\"slug\": \"robot\", \"is_active\": true, \"is_admin\": true}");
    platform.serviceAccountJoins("robot", "acme", "watcher");
  }

  private static void keyOfAnn(String properties) {
    platform.key(key("ik_abc", properties));
    platform.keyOfUser("ik_abc", "ann@example.com");
  }

  private static String key(String keyId, String properties) {
    var key = Json.object().put("key_id", keyId).put("key_hash", HASH_OF_X).put("revoked", false);
    Json.parse(properties).properties().forEach(entry -> key.set(entry.getKey(), entry.getValue()));
    return Json.write(key);
  }

  private static AccessToken token(String subject) {
    return token(subject, "some-token");
  }

  private static AccessToken token(String subject, String id) {
    return new AccessToken(subject, id, false, null, false, List.of(), Instant.MAX);
  }

  private static AccessToken tokenOfServiceAccount(String slug) {
    return new AccessToken(slug, "some-token", true, null, false, List.of(), Instant.MAX);
  }

  private static Lookup refused(String detail) {
    return new Lookup.Refused(detail);
  }

  private static Principal found(Lookup lookup) {
    assertThat(lookup).isInstanceOf(Lookup.Found.class);
    return ((Lookup.Found) lookup).principal();
  }
}
