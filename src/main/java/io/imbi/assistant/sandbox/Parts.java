package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.List;
import java.util.Set;

/** The operations on the parts of one kind: teams, environments or project types. */
final class Parts {

  private static final Set<String> READ_ONLY =
      Set.of("id", "slug", "organization", "created_at", "updated_at");

  private final Company company;
  private final Kind kind;
  private final Shape shape;

  Parts(Company company, Kind kind) {
    this.company = company;
    this.kind = kind;
    this.shape =
        switch (kind) {
          case TEAM -> Shape.named();
          case ENVIRONMENT ->
              Shape.named(
                  Field.whole("sort_order", 0, 1000, 0),
                  Field.pattern("label_color", "#[0-9A-Fa-f]{6}"),
                  Field.flag("can_deploy", true));
          case PROJECT_TYPE ->
              Shape.named(Field.flag("deployable", false), Field.flag("releasable", false));
        };
  }

  List<Route> routes() {
    String all = "/api/organizations/{org_slug}/" + kind.segment() + "/";
    String one = all + "{slug}";
    return List.of(
        Route.guarded("GET", all, kind.permission() + ":read", this::list),
        Route.guarded("POST", all, kind.permission() + ":create", this::create),
        Route.guarded("GET", one, kind.permission() + ":read", this::get),
        Route.guarded("PATCH", one, kind.permission() + ":update", this::patch),
        Route.guarded("DELETE", one, kind.permission() + ":delete", this::delete));
  }

  private Reply list(Request request) {
    Organization organization = organization(request);
    var list = Json.array();
    organization.parts(kind).forEach(part -> list.add(organization.render(part)));
    return Reply.ok(list);
  }

  private Reply create(Request request) {
    Organization organization = organization(request);
    return Reply.created(organization.render(create(organization, request.object())));
  }

  Entry create(Organization organization, ObjectNode document) {
    Entry part = company.newEntry(shape.complete(document));
    organization.add(kind, part);
    return part;
  }

  private Reply get(Request request) {
    Organization organization = organization(request);
    return Reply.ok(organization.render(named(organization, request)));
  }

  private Reply patch(Request request) {
    Organization organization = organization(request);
    Entry part = named(organization, request);
    ObjectNode patched = JsonPatch.apply(request.array(), part.fields(), READ_ONLY);
    Entry changed = part.changed(shape.complete(patched), company.now());
    organization.change(kind, changed);
    return Reply.ok(organization.render(changed));
  }

  private Reply delete(Request request) {
    Organization organization = organization(request);
    String slug = named(organization, request).slug();
    long users =
        organization.projects().stream().filter(project -> kind.isUsedBy(project, slug)).count();
    if (users > 0) {
      throw ApiError.conflict(
          "%s '%s' is still used by %d project(s)".formatted(kind.title(), slug, users));
    }
    organization.remove(kind, slug);
    return Reply.noContent();
  }

  private Organization organization(Request request) {
    return company.organization(request.parameter("org_slug"));
  }

  private Entry named(Organization organization, Request request) {
    return organization.part(kind, request.parameter("slug"));
  }
}
