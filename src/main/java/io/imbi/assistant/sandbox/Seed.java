package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Fills a company with what it begins with, read from {@code sandbox/company.json} through the same
 * rules that hold for clients.
 */
final class Seed {

  private final Company company;
  private final Api api;

  private Seed(Company company, Api api) {
    this.company = company;
    this.api = api;
  }

  static void plant(Company company, Api api) {
    new Seed(company, api).plant(Api.resource("company.json"));
  }

  private void plant(JsonNode seed) {
    for (JsonNode person : seed.path("people")) {
      Map<String, String> identities = new HashMap<>();
      person
          .path("identities")
          .properties()
          .forEach(identity -> identities.put(identity.getKey(), identity.getValue().asText()));
      company.add(
          new Company.Person(
              person.path("email").asText(), person.path("display_name").asText(), identities));
    }
    for (JsonNode organization : seed.path("organizations")) {
      company.inThePast(
          Duration.ofDays(400),
          () -> {
            var planted = api.organizations().create(object(organization, "document"));
            plantParts(planted, organization);
          });
    }
  }

  private void plantParts(Organization organization, JsonNode seed) {
    for (JsonNode team : seed.path("teams")) {
      api.teams().create(organization, (ObjectNode) team);
    }
    for (JsonNode environment : seed.path("environments")) {
      api.environments().create(organization, (ObjectNode) environment);
    }
    for (JsonNode type : seed.path("project_types")) {
      api.projectTypes().create(organization, (ObjectNode) type);
    }
    for (JsonNode project : seed.path("projects")) {
      Project planted = api.projects().create(organization, object(project, "document"));
      for (JsonNode release : project.path("releases")) {
        plantRelease(planted, release);
      }
      if (project.path("archived").asBoolean()) {
        planted.archive(Optional.of(company.now()));
      }
    }
  }

  private void plantRelease(Project project, JsonNode seed) {
    String author = seed.path("by").asText();
    company.inThePast(
        daysAgo(seed),
        () -> {
          Release release = api.releases().create(project, object(seed, "document"), author);
          for (JsonNode deployment : seed.path("deployments")) {
            company.inThePast(
                daysAgo(deployment),
                () ->
                    api.releases()
                        .deploy(
                            release,
                            deployment.path("environment").asText(),
                            object(deployment, "document"),
                            author));
          }
        });
  }

  private static Duration daysAgo(JsonNode seed) {
    return Duration.ofDays(seed.path("days_ago").asLong());
  }

  private static ObjectNode object(JsonNode node, String member) {
    return (ObjectNode) node.path(member);
  }
}
