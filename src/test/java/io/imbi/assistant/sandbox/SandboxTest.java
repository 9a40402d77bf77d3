package io.imbi.assistant.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.deployment.Deployment;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.BearerToken;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxTest {

  private static final String PROJECTS = "/api/organizations/acme/projects/";

  private final SandboxClient api = new SandboxClient();

  @AfterEach
  void close() {
    api.close();
  }

  // --- who may call

  @Test
  void aRequestWithoutATokenOrWithABadOneIs401() {
    var without = api.send("GET", PROJECTS, null, null);
    var bad = api.send("GET", PROJECTS, "nonsense", null);

    assertThat(without.status()).isEqualTo(401);
    assertThat(without.detail().asText()).isEqualTo("Not authenticated");
    assertThat(bad.status()).isEqualTo(401);
    assertThat(bad.detail().asText()).isEqualTo("Token is invalid");
    assertThat(bad.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
  }

  @Test
  void aCallerWithoutThePermissionIs403AndNothingChanges() {
    var refused =
        api.send(
            "POST", PROJECTS, "may:project:read", "{\"name\":\"X\",\"team_slug\":\"platform\"}");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.detail().asText()).contains("project:create");
    assertThat(api.get(PROJECTS + "x").status()).isEqualTo(404);
    assertThat(api.send("GET", PROJECTS, "may:project:read", null).status()).isEqualTo(200);
  }

  @Test
  void aDirectoryThatIsDownIs503() {
    assertThat(api.send("GET", PROJECTS, "outage", null).status()).isEqualTo(503);
  }

  @Test
  void theProfileTellsWhoIsCallingAndRefusesServiceAccounts() {
    JsonNode me = api.get("/api/users/me").json();

    assertThat(me.path("email").asText()).isEqualTo("ada@acme.example");
    assertThat(me.path("is_admin").asBoolean()).isTrue();
    assertThat(texts(me.path("permissions"))).containsExactly("project:read");
    assertThat(api.send("GET", "/api/users/me", "robot", null).status()).isEqualTo(403);
  }

  @Test
  void aUserIsFoundByTheNameThatAnIntegrationKnows() {
    String path = "/api/users/by-identity?plugin_slug=github&subject=";

    assertThat(api.get(path + "bokafor").json().path("email").asText())
        .isEqualTo("bo@acme.example");
    assertThat(api.get(path + "nobody").status()).isEqualTo(404);
    assertThat(api.get("/api/users/by-identity?plugin_slug=github").status()).isEqualTo(422);
  }

  // --- reading

  @Test
  void projectsAreFilteredByTeamTypeTextAndAttributes() {
    assertThat(slugs("team_slug=platform"))
        .containsExactly("build-cache", "cluster-console", "deploy-gate");
    assertThat(slugs("project_type=library")).containsExactly("design-system");
    assertThat(slugs("search=MONEY")).containsExactly("ledger");
    assertThat(slugs("filter=programming_language:eq:Java")).containsExactly("checkout", "ledger");
    assertThat(slugs("filter=tier:in:critical,experimental&filter=framework:ne:micronaut"))
        .containsExactly("deploy-gate", "recommendations", "storefront-web");
    assertThat(slugs("filter=framework:not_exists")).containsExactly("refund-runner");
    assertThat(slugs("filter=tier:not_in:standard,critical")).containsExactly("recommendations");
    assertThat(slugs("filter=public_facing:eq:true&filter=framework:exists"))
        .containsExactly("checkout", "search", "storefront-web");
  }

  @Test
  void aFilterThatMeansNothingIs422AndSaysWhatThereIs() {
    for (String filter :
        List.of("colour:eq:red", "tier", "tier:like:x", "tier:eq", "tier:exists:x")) {
      var answer = api.get(PROJECTS + "?filter=" + filter);
      assertThat(answer.status()).as(filter).isEqualTo(422);
      assertThat(texts(answer.detail().get(0).path("loc"))).containsExactly("query", "filter");
    }
    assertThat(api.get(PROJECTS + "?filter=colour:eq:red").detail().toString())
        .contains("programming_language");
  }

  @Test
  void archivedProjectsAreListedOnRequestOnly() {
    assertThat(slugs("search=legacy")).isEmpty();
    assertThat(slugs("search=legacy&include_archived=true")).containsExactly("basket-legacy");
  }

  @Test
  void pagesFollowOneAnother() {
    List<String> all = slugs("");

    assertThat(all).hasSize(11).isSorted();
    assertThat(slugs("limit=4")).isEqualTo(all.subList(0, 4));
    assertThat(slugs("limit=4&offset=8")).isEqualTo(all.subList(8, 11));
    assertThat(api.get(PROJECTS + "?limit=0").status()).isEqualTo(422);
    assertThat(api.get(PROJECTS + "?limit=many").status()).isEqualTo(422);
    assertThat(api.get(PROJECTS + "?slim=perhaps").status()).isEqualTo(422);
  }

  @Test
  void aSlimListLeavesOutWhatIsLong() {
    JsonNode full = api.get(PROJECTS + "?search=checkout").json().get(0);
    JsonNode slim = api.get(PROJECTS + "?search=checkout&slim=true").json().get(0);

    assertThat(full.has("links")).isTrue();
    assertThat(slim.has("links")).isFalse();
    assertThat(slim.path("team").path("slug").asText()).isEqualTo("payments");
    assertThat(slim.path("current_releases").path("production").path("version").asText())
        .isEqualTo("1.2.0");
  }

  @Test
  void aProjectIsFoundByIdAndBySlug() {
    JsonNode bySlug = api.get(PROJECTS + "checkout").json();

    assertThat(api.get(PROJECTS + bySlug.path("id").asText()).json()).isEqualTo(bySlug);
    assertThat(bySlug.path("links").path("runbook").asText()).startsWith("https://");
    assertThat(bySlug.path("environments").get(2).path("url").asText())
        .isEqualTo("https://checkout.acme.example");
  }

  @Test
  void whatDoesNotExistIs404WithADetail() {
    for (String path :
        List.of(
            "/api/organizations/nowhere/projects/",
            "/api/organizations/nowhere",
            PROJECTS + "nothing",
            PROJECTS + "checkout/releases/9.9.9",
            "/api/organizations/acme/teams/nobody",
            "/api/organizations/acme%2Fteams",
            "/api/organizations",
            "/nothing/at/all")) {
      var answer = api.get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.detail().asText()).as(path).isNotBlank();
    }
  }

  @Test
  void anotherMethodIs405AndNamesThoseThereAre() {
    var answer = api.send("PUT", PROJECTS + "checkout", "admin", "{}");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.response().headers().firstValue("Allow")).contains("DELETE, GET, PATCH");
  }

  // --- changing

  @Test
  void aNewProjectIsThereAfterwardsWithASlugMadeOfItsName() {
    var created = api.post(PROJECTS, "{\"name\":\"Café Größe 2\",\"team_slug\":\"payments\"}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().path("slug").asText()).isEqualTo("cafe-gro-e-2");
    assertThat(created.json().path("created_at").asText()).isEqualTo(SandboxClient.NOW.toString());
    assertThat(api.get(PROJECTS + "cafe-gro-e-2").json()).isEqualTo(created.json());
    assertThat(slugs("team_slug=payments")).contains("cafe-gro-e-2");
  }

  @Test
  void aTakenSlugIs409() {
    assertThat(api.post(PROJECTS, "{\"name\":\"Checkout\",\"team_slug\":\"payments\"}").status())
        .isEqualTo(409);
    assertThat(api.post("/api/organizations/", "{\"name\":\"Acme\"}").status()).isEqualTo(409);
    assertThat(api.post("/api/organizations/acme/teams/", "{\"name\":\"Data\"}").status())
        .isEqualTo(409);
    assertThat(
            api.patch(
                    PROJECTS + "ledger",
                    "[{\"op\":\"replace\",\"path\":\"/slug\",\"value\":\"checkout\"}]")
                .status())
        .isEqualTo(409);
  }

  @Test
  void everythingWrongWithABodyIsToldAtOnce() {
    var answer =
        api.post(
            PROJECTS,
            """
            {"slug":"Not A Slug","team_slug":"nobody","tier":"huge","test_coverage":101,
             "links":{"a":1},"project_type_slugs":["http-api","http-api"],"colour":"red",
             "public_facing":"yes"}
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(places(answer))
        .containsExactlyInAnyOrder(
            "body.name",
            "body.slug",
            "body.tier",
            "body.test_coverage",
            "body.links.a",
            "body.project_type_slugs.1",
            "body.colour",
            "body.public_facing");
  }

  @Test
  void referencesThatLeadNowhereAre422() {
    var answer =
        api.post(
            PROJECTS,
            """
            {"name":"X","team_slug":"nobody","project_type_slugs":["ship"],
             "environments":{"moon":{}}}
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(places(answer))
        .containsExactly("body.team_slug", "body.project_type_slugs", "body.environments");
  }

  @Test
  void aBodyThatIsNotWhatItShouldBeIs422() {
    assertThat(api.post(PROJECTS, "").status()).isEqualTo(422);
    assertThat(api.post(PROJECTS, "{\"name\":").status()).isEqualTo(422);
    assertThat(api.post(PROJECTS, "[]").status()).isEqualTo(422);
    assertThat(api.patch(PROJECTS + "checkout", "{}").status()).isEqualTo(422);
  }

  @Test
  void aBodyThatIsTooLargeIs413() {
    assertThat(api.post(PROJECTS, "\"" + "x".repeat(1024 * 1024) + "\"").status()).isEqualTo(413);
  }

  @Test
  void aPatchChangesWhatItNamesAndNothingElse() {
    JsonNode before = api.get(PROJECTS + "ledger").json();

    var patched =
        api.patch(
            PROJECTS + "ledger",
            """
            [{"op":"test","path":"/tier","value":"critical"},
             {"op":"replace","path":"/name","value":"General Ledger"},
             {"op":"replace","path":"/team_slug","value":"data"},
             {"op":"add","path":"/links/runbook","value":"https://docs.acme.example/ledger"},
             {"op":"remove","path":"/environments/staging"}]
            """);

    assertThat(patched.status()).isEqualTo(200);
    JsonNode after = api.get(PROJECTS + "ledger").json();
    assertThat(after.path("name").asText()).isEqualTo("General Ledger");
    assertThat(after.path("team").path("slug").asText()).isEqualTo("data");
    assertThat(after.path("links")).hasSize(2);
    assertThat(after.path("environments")).hasSize(1);
    assertThat(after.path("id")).isEqualTo(before.path("id"));
    assertThat(after.path("programming_language")).isEqualTo(before.path("programming_language"));
    assertThat(after.path("updated_at").asText()).isEqualTo(SandboxClient.NOW.toString());
  }

  @Test
  void aPatchThatFailsAnywhereChangesNothing() {
    JsonNode before = api.get(PROJECTS + "ledger").json();
    String rename = "{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"Other\"}";

    assertThat(patchLedger(rename, "{\"op\":\"test\",\"path\":\"/tier\",\"value\":\"standard\"}"))
        .isEqualTo(422);
    assertThat(patchLedger(rename, "{\"op\":\"remove\",\"path\":\"/nothing\"}")).isEqualTo(400);
    assertThat(patchLedger(rename, "{\"op\":\"replace\",\"path\":\"/id\",\"value\":\"1\"}"))
        .isEqualTo(400);
    assertThat(patchLedger(rename, "{\"op\":\"remove\",\"path\":\"/name\"}")).isEqualTo(422);
    assertThat(patchLedger(rename, "{\"op\":\"add\",\"path\":\"/team_slug\",\"value\":\"x\"}"))
        .isEqualTo(422);

    assertThat(api.get(PROJECTS + "ledger").json()).isEqualTo(before);
  }

  @Test
  void whatIsInUseCannotBeDeleted() {
    assertThat(api.delete("/api/organizations/acme").status()).isEqualTo(409);
    assertThat(api.delete("/api/organizations/acme/teams/platform").status()).isEqualTo(409);
    assertThat(api.delete("/api/organizations/acme/environments/production").status())
        .isEqualTo(409);
    var type = api.delete("/api/organizations/acme/project-types/library");
    assertThat(type.status()).isEqualTo(409);
    assertThat(type.detail().asText())
        .isEqualTo("Project type 'library' is still used by 1 project(s)");
  }

  @Test
  void whatIsDeletedIsGone() {
    assertThat(api.delete("/api/organizations/acme/teams/incubator").status()).isEqualTo(204);
    assertThat(api.get("/api/organizations/acme/teams/incubator").status()).isEqualTo(404);
    assertThat(api.delete(PROJECTS + "search").status()).isEqualTo(200);
    assertThat(api.get(PROJECTS + "search").status()).isEqualTo(404);
    assertThat(api.delete(PROJECTS + "search").status()).isEqualTo(404);
  }

  @Test
  void aProjectIsArchivedOnceAndComesBack() {
    String archive = PROJECTS + "search/archive";

    assertThat(api.post(archive, "").json().path("archived").asBoolean()).isTrue();
    assertThat(api.post(archive, "").status()).isEqualTo(409);
    assertThat(slugs("search=search")).isEmpty();
    assertThat(api.post(PROJECTS + "search/unarchive", "").json().path("archived_at").isNull())
        .isTrue();
    assertThat(slugs("search=search")).containsExactly("search");
  }

  // --- releases

  @Test
  void aReleaseIsMadeOnceAndDeployedWhereItsProjectLives() {
    String releases = PROJECTS + "checkout/releases/";
    String body = "{\"version\":\"1.4.0\",\"title\":\"Pay later\"}";

    var created = api.post(releases, body);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().path("created_by").asText()).isEqualTo("ada@acme.example");
    assertThat(api.post(releases, body).status()).isEqualTo(409);

    String production = releases + "1.4.0/environments/production";
    assertThat(api.get(production).status()).isEqualTo(404);
    assertThat(api.post(production, "{\"status\":\"in_progress\"}").status()).isEqualTo(200);
    assertThat(currentInProduction()).isEqualTo("1.2.0");
    var deployed = api.post(production, "{\"status\":\"success\",\"note\":\"Quiet\"}").json();
    assertThat(deployed.path("current_status").asText()).isEqualTo("success");
    assertThat(deployed.path("deployments")).hasSize(2);
    assertThat(currentInProduction()).isEqualTo("1.4.0");
  }

  @Test
  void aDeploymentNeedsAReleaseAndAnEnvironmentOfTheProject() {
    String releases = PROJECTS + "checkout/releases/";
    String success = "{\"status\":\"success\"}";

    assertThat(api.post(releases + "9.9.9/environments/staging", success).status()).isEqualTo(404);
    assertThat(api.post(releases + "1.3.1/environments/moon", success).status()).isEqualTo(422);
    assertThat(api.post(releases + "1.3.1/environments/load-test", success).status())
        .isEqualTo(422);
    assertThat(api.post(releases + "1.3.1/environments/staging", "{\"status\":\"fine\"}").status())
        .isEqualTo(422);
  }

  @Test
  void releasesAreListedNewestFirst() {
    JsonNode releases = api.get(PROJECTS + "checkout/releases/").json();

    assertThat(releases.findValuesAsText("version")).containsExactly("1.3.1", "1.3.0", "1.2.0");
    assertThat(releases.get(2).path("created_at").asText())
        .isEqualTo(SandboxClient.NOW.minus(java.time.Duration.ofDays(41)).toString());
  }

  // --- the server

  @Test
  void itListensOnLoopbackOnlyAndNoMoreWhenItIsClosed() throws Exception {
    URI base = api.sandbox().baseUri();
    assertThat(InetAddress.getByName(base.getHost()).isLoopbackAddress()).isTrue();

    api.close();

    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(base.resolve("/openapi.json")).build();
      assertThatThrownBy(() -> http.send(request, BodyHandlers.discarding()))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void itIsNotStartedOutsideDevelopment() {
    Function<BearerToken, Authentication> nobody = _ -> new Authentication.Refused("No");

    assertThatThrownBy(() -> Sandbox.start(new Deployment("production"), nobody, Clock.systemUTC()))
        .isInstanceOf(IllegalStateException.class);
  }

  private String currentInProduction() {
    JsonNode current = api.get(PROJECTS + "checkout/releases/current").json();
    assertThat(current.findValuesAsText("slug")).contains("development", "staging", "production");
    return current.get(2).path("release").path("version").asText();
  }

  private int patchLedger(String... operations) {
    return api.patch(PROJECTS + "ledger", "[" + String.join(",", operations) + "]").status();
  }

  private List<String> slugs(String query) {
    var answer = api.get(PROJECTS + "?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return StreamSupport.stream(answer.json().spliterator(), false)
        .map(project -> project.path("slug").asText())
        .toList();
  }

  private static List<String> places(SandboxClient.Answer answer) {
    return StreamSupport.stream(answer.detail().spliterator(), false)
        .map(problem -> String.join(".", texts(problem.path("loc"))))
        .toList();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
