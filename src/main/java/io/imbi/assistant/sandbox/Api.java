package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Every operation there is, over one company. */
record Api(
    Organizations organizations,
    Parts teams,
    Parts environments,
    Parts projectTypes,
    Projects projects,
    Releases releases,
    Users users) {

  static Api of(Company company) {
    return new Api(
        new Organizations(company),
        new Parts(company, Kind.TEAM),
        new Parts(company, Kind.ENVIRONMENT),
        new Parts(company, Kind.PROJECT_TYPE),
        new Projects(company),
        new Releases(company),
        new Users(company));
  }

  List<Route> routes() {
    JsonNode document = resource("openapi.json");
    List<Route> routes = new ArrayList<>();
    routes.add(Route.open("GET", "/openapi.json", () -> Reply.ok(document)));
    routes.add(Route.open("GET", "/api/status", () -> Reply.ok(Json.object().put("status", "ok"))));
    routes.addAll(users.routes());
    routes.addAll(organizations.routes());
    routes.addAll(teams.routes());
    routes.addAll(environments.routes());
    routes.addAll(projectTypes.routes());
    routes.addAll(projects.routes());
    routes.addAll(releases.routes());
    return List.copyOf(routes);
  }

  /** A JSON document that comes with the program. */
  static JsonNode resource(String name) {
    try (InputStream in = Api.class.getResourceAsStream("/sandbox/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The build left out sandbox/" + name);
      }
      return Json.parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
