package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.database.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How often a request waits for the database. What is counted are statements: before the first one
 * on a borrowed connection the pool asks whether it lives, which is one round trip more.
 */
class DatabaseRoundTripsTest {

  private static final String KEY = "ik_abc_x";
  private static final String HASH_OF_X =
      "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0MTIzNA$QnbrhjzrNi3yUFg3dg2p/4VjuFdM8Xhf5ZbYDFtJVRs";

  private static final String TOKEN = "MATCH (t:TokenMetadata)";
  private static final String API_KEY = "MATCH (k:APIKey)";
  private static final String ROLES = "MATCH (r:Role)";
  private static final String STAMP = "UPDATE";
  private static final String PAGE = "LIMIT";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void withTheGraphATokenCostsTwoStatementsAndThenNone() {
    withGraph(
        (service, trips) -> {
          String token = service.token(Client.ANN);

          assertStatements(service, trips, token, TOKEN, ROLES, PAGE);
          assertStatements(service, trips, token, PAGE);
          assertStatements(service, trips, service.token("bob@example.com"), TOKEN, PAGE);
        });
  }

  @Test
  void withTheGraphAKeyCostsTwoStatementsAndThenNoneAndItsUseIsNotedBesideTheRequest() {
    withGraph(
        (service, trips) -> {
          assertStatements(service, trips, KEY, API_KEY, ROLES, PAGE, STAMP);
          assertStatements(service, trips, KEY, PAGE);
        });
  }

  @Test
  void withTablesATokenCostsNoStatement() {
    try (var trips = new RoundTrips(TestPostgres.create().url() + "?sslmode=disable");
        var service = new Service(Map.of("postgres.url", trips.url()))) {
      String token = service.token(Client.ANN);

      assertStatements(service, trips, token, PAGE);
      assertStatements(service, trips, token, PAGE);
    }
  }

  private static void withGraph(BiConsumer<Service, RoundTrips> work) {
    try (var graph = new PlatformGraph()) {
      graph.write(
          """
          CREATE (a:User {email: 'ann@example.com', is_active: true}),
            (b:User {email: 'bob@example.com', is_active: true}), (o:Organization {slug: 'acme'}),
            (r:Role {slug: 'developer'}), (base:Role {slug: 'base'}),
            (r)-[:GRANTS]->(:Permission {name: 'project:read'}), (r)-[:INHERITS_FROM]->(base),
            (a)-[:MEMBER_OF {role: 'developer'}]->(o),
            (k:APIKey {key_id: 'ik_abc', revoked: false, key_hash: '%s'}), (k)-[:OWNED_BY]->(a)
          """
              .formatted(HASH_OF_X));
      try (var trips =
              new RoundTrips(String.valueOf(graph.settings(Map.of()).get("postgres.url")));
          var service = new Service(graph.settings(Map.of("postgres.url", trips.url())))) {
        work.accept(service, trips);
      }
    }
  }

  /** The statements of a request for a page, in any order. */
  private void assertStatements(
      Service service, RoundTrips trips, String token, String... beginnings) {
    trips.forget();
    get(service, token);
    await()
        .untilAsserted(
            () ->
                assertThat(statements(trips))
                    .hasSize(beginnings.length)
                    .allMatch(text -> Stream.of(beginnings).anyMatch(text::contains))
                    .satisfies(
                        texts -> {
                          for (String beginning : beginnings) {
                            assertThat(texts).filteredOn(t -> t.contains(beginning)).hasSize(1);
                          }
                        }));
  }

  /** Without what is asked of or told to a new connection, and what no request asked for. */
  private static List<String> statements(RoundTrips trips) {
    return trips.seen().stream()
        .filter(texts -> !texts.isEmpty() && !texts.contains("MCPServer"))
        .filter(texts -> !texts.contains("pg_catalog.pg_type") && !texts.startsWith("SET "))
        .toList();
  }

  private void get(Service service, String token) {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/conversations".formatted(service.port())))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
