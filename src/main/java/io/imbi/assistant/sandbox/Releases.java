package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.sandbox.Release.DeploymentEvent;
import java.util.List;
import java.util.Set;

/** The operations on releases and on their deployments. */
final class Releases {

  private static final Shape SHAPE =
      new Shape(
          Field.pattern("version", "[0-9A-Za-z][0-9A-Za-z._+-]*").mandatory(),
          Field.line("title").mandatory(),
          Field.prose("description"),
          Field.pattern("committish", "[0-9a-f]{7,40}"),
          Field.line("created_by"));

  private static final Shape EVENT =
      new Shape(
          Field.choice("status", "pending", "in_progress", "success", "failed", "rolled_back")
              .mandatory(),
          Field.prose("note"),
          Field.line("external_run_url"));

  private static final Set<String> READ_ONLY =
      Set.of("id", "version", "created_by", "created_at", "updated_at");

  private final Company company;

  Releases(Company company) {
    this.company = company;
  }

  List<Route> routes() {
    String all = "/api/organizations/{org_slug}/projects/{project_id}/releases/";
    String one = all + "{version}";
    String environment = one + "/environments/{env_slug}";
    return List.of(
        Route.guarded("GET", all, "project:read", this::list),
        Route.guarded("POST", all, "project:write", this::create),
        Route.guarded("GET", all + "current", "project:read", this::current),
        Route.guarded("GET", one, "project:read", this::get),
        Route.guarded("PATCH", one, "project:write", this::patch),
        Route.guarded("DELETE", one, "project:write", this::delete),
        Route.guarded("GET", one + "/environments", "project:read", this::deployments),
        Route.guarded("GET", environment, "project:read", this::deployment),
        Route.guarded("POST", environment, "project:write", this::deploy));
  }

  private Reply list(Request request) {
    var list = Json.array();
    project(request).releases().forEach(release -> list.add(release.entry().render()));
    return Reply.ok(list);
  }

  private Reply create(Request request) {
    Release release =
        create(project(request), request.object(), request.caller().principal().name());
    return Reply.created(release.entry().render());
  }

  Release create(Project project, ObjectNode document, String creator) {
    ObjectNode fields = SHAPE.complete(document);
    if (fields.path("created_by").isNull()) {
      fields.put("created_by", creator);
    }
    var release = new Release(company.newEntry(fields));
    project.add(release);
    return release;
  }

  private Reply current(Request request) {
    Organization organization = organization(request);
    Project project = project(request);
    var list = Json.array();
    organization
        .environmentsOf(project)
        .forEach(
            part -> {
              ObjectNode item = list.addObject().set("environment", part.reference());
              project
                  .current(part.slug())
                  .ifPresentOrElse(
                      deployed ->
                          item.<ObjectNode>set("release", deployed.release().entry().render())
                              .put("last_event_at", deployed.event().at().toString())
                              .put("performed_by", deployed.event().performedBy()),
                      () ->
                          item.<ObjectNode>set("release", NullNode.instance)
                              .<ObjectNode>set("last_event_at", NullNode.instance)
                              .set("performed_by", NullNode.instance));
            });
    return Reply.ok(list);
  }

  private Reply get(Request request) {
    return Reply.ok(release(request).entry().render());
  }

  private Reply patch(Request request) {
    Release release = release(request);
    Entry entry = release.entry();
    ObjectNode patched = JsonPatch.apply(request.array(), entry.fields(), READ_ONLY);
    release.change(entry.changed(SHAPE.complete(patched), company.now()));
    return Reply.ok(release.entry().render());
  }

  private Reply delete(Request request) {
    project(request).remove(release(request));
    return Reply.noContent();
  }

  private Reply deployments(Request request) {
    Organization organization = organization(request);
    Release release = release(request);
    var list = Json.array();
    release
        .environments()
        .forEach(
            slug ->
                organization
                    .find(Kind.ENVIRONMENT, slug)
                    .ifPresent(part -> list.add(render(part, release))));
    return Reply.ok(list);
  }

  private Reply deployment(Request request) {
    Release release = release(request);
    Entry environment = organization(request).part(Kind.ENVIRONMENT, request.parameter("env_slug"));
    if (release.events(environment.slug()).isEmpty()) {
      throw ApiError.notFound(
          "Release '%s' has not been deployed to '%s'"
              .formatted(release.version(), environment.slug()));
    }
    return Reply.ok(render(environment, release));
  }

  private Reply deploy(Request request) {
    Release release = release(request);
    String slug = request.parameter("env_slug");
    Entry environment =
        organization(request)
            .find(Kind.ENVIRONMENT, slug)
            .orElseThrow(
                () -> ApiError.unprocessable("Environment with slug '" + slug + "' not found"));
    if (!project(request).environmentSlugs().contains(slug)) {
      throw ApiError.unprocessable("The project is not deployed in '" + slug + "'");
    }
    deploy(release, slug, request.object(), request.caller().principal().name());
    return Reply.ok(render(environment, release));
  }

  void deploy(Release release, String environment, ObjectNode document, String performer) {
    release.record(
        environment, new DeploymentEvent(EVENT.complete(document), company.now(), performer));
  }

  private static ObjectNode render(Entry environment, Release release) {
    List<DeploymentEvent> events = release.events(environment.slug());
    ObjectNode json = Json.object().set("environment", environment.reference());
    json.put("version", release.version()).put("current_status", events.getLast().status());
    var list = json.putArray("deployments");
    events.forEach(event -> list.add(event.render()));
    return json;
  }

  private Organization organization(Request request) {
    return company.organization(request.parameter("org_slug"));
  }

  private Project project(Request request) {
    return organization(request).project(request.parameter("project_id"));
  }

  private Release release(Request request) {
    return project(request).release(request.parameter("version"));
  }
}
