package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.List;
import java.util.Set;

/** The operations on organizations. */
final class Organizations {

  private static final Shape SHAPE = Shape.named();
  private static final Set<String> READ_ONLY = Set.of("id", "slug", "created_at", "updated_at");

  private final Company company;

  Organizations(Company company) {
    this.company = company;
  }

  List<Route> routes() {
    String all = "/api/organizations/";
    String one = "/api/organizations/{slug}";
    return List.of(
        Route.guarded("GET", all, "organization:read", this::list),
        Route.guarded("POST", all, "organization:create", this::create),
        Route.guarded("GET", one, "organization:read", this::get),
        Route.guarded("PATCH", one, "organization:update", this::patch),
        Route.guarded("DELETE", one, "organization:delete", this::delete));
  }

  private Reply list(Request request) {
    var list = Json.array();
    company.organizations().forEach(organization -> list.add(organization.entry().render()));
    return Reply.ok(list);
  }

  private Reply create(Request request) {
    return Reply.created(create(request.object()).entry().render());
  }

  Organization create(ObjectNode document) {
    var organization = new Organization(company.newEntry(SHAPE.complete(document)));
    company.add(organization);
    return organization;
  }

  private Reply get(Request request) {
    return Reply.ok(named(request).entry().render());
  }

  private Reply patch(Request request) {
    Organization organization = named(request);
    Entry entry = organization.entry();
    ObjectNode patched = JsonPatch.apply(request.array(), entry.fields(), READ_ONLY);
    organization.change(entry.changed(SHAPE.complete(patched), company.now()));
    return Reply.ok(organization.entry().render());
  }

  private Reply delete(Request request) {
    Organization organization = named(request);
    if (!organization.projects().isEmpty()) {
      throw ApiError.conflict(
          "Organization '%s' still has %d project(s)"
              .formatted(organization.entry().slug(), organization.projects().size()));
    }
    company.remove(organization);
    return Reply.noContent();
  }

  private Organization named(Request request) {
    return company.organization(request.parameter("slug"));
  }
}
