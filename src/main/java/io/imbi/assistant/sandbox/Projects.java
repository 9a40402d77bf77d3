package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The operations on projects. */
final class Projects {

  private static final int MAX_PAGE = 200;

  /** What blueprints define for projects: clients may filter by these. */
  private static final Field[] ATTRIBUTES = {
    Field.line("programming_language"),
    Field.line("framework"),
    Field.choice("tier", "critical", "standard", "experimental"),
    Field.flag("public_facing", false),
    Field.decimal("test_coverage", 0, 100)
  };

  private static final Shape SHAPE = shape();
  private static final Set<String> FILTERS = filters();
  private static final Set<String> READ_ONLY =
      Set.of("id", "organization", "archived", "archived_at", "created_at", "updated_at");

  private final Company company;

  Projects(Company company) {
    this.company = company;
  }

  List<Route> routes() {
    String all = "/api/organizations/{org_slug}/projects/";
    String one = all + "{project_id}";
    return List.of(
        Route.guarded("GET", all, "project:read", this::list),
        Route.guarded("POST", all, "project:create", this::create),
        Route.guarded("GET", one, "project:read", this::get),
        Route.guarded("PATCH", one, "project:write", this::patch),
        Route.guarded("DELETE", one, "project:delete", this::delete),
        Route.guarded("POST", one + "/archive", "project:write", this::archive),
        Route.guarded("POST", one + "/unarchive", "project:write", this::unarchive));
  }

  private Reply list(Request request) {
    Organization organization = company.organization(request.parameter("org_slug"));
    Query query = request.query();
    boolean slim = query.flag("slim");
    int limit = query.integer("limit", 50, 1, MAX_PAGE);
    int offset = query.integer("offset", 0, 0, Integer.MAX_VALUE);
    Predicate<Project> wanted = wanted(query);
    var list = Json.array();
    organization.projects().stream()
        .filter(wanted)
        .sorted(Comparator.comparing(project -> project.entry().name()))
        .skip(offset)
        .limit(limit)
        .forEach(
            project -> list.add(slim ? slim(organization, project) : full(organization, project)));
    return Reply.ok(list);
  }

  private static Predicate<Project> wanted(Query query) {
    boolean archivedToo = query.flag("include_archived");
    List<Filter> filters = new ArrayList<>();
    query.all("filter").forEach(text -> filters.add(Filter.parse(text, FILTERS)));
    Optional<String> team = query.text("team_slug");
    Optional<String> type = query.text("project_type");
    Optional<String> search = query.text("search").map(text -> text.toLowerCase(Locale.ROOT));
    return project ->
        (archivedToo || project.archivedAt().isEmpty())
            && team.map(project.teamSlug()::equals).orElse(true)
            && type.map(project.typeSlugs()::contains).orElse(true)
            && search.map(text -> mentions(project.entry(), text)).orElse(true)
            && filters.stream().allMatch(filter -> filter.test(project.entry().fields()));
  }

  private static boolean mentions(Entry entry, String lowerCase) {
    return entry.name().toLowerCase(Locale.ROOT).contains(lowerCase)
        || entry.slug().contains(lowerCase)
        || entry.fields().path("description").asText().toLowerCase(Locale.ROOT).contains(lowerCase);
  }

  private Reply create(Request request) {
    Organization organization = company.organization(request.parameter("org_slug"));
    return Reply.created(full(organization, create(organization, request.object())));
  }

  Project create(Organization organization, ObjectNode document) {
    ObjectNode fields = checked(organization, document, Optional.empty());
    var project = new Project(company.newEntry(fields));
    organization.add(project);
    return project;
  }

  private Reply get(Request request) {
    Organization organization = company.organization(request.parameter("org_slug"));
    return Reply.ok(full(organization, named(organization, request)));
  }

  private Reply patch(Request request) {
    Organization organization = company.organization(request.parameter("org_slug"));
    Project project = named(organization, request);
    ObjectNode patched = JsonPatch.apply(request.array(), project.entry().fields(), READ_ONLY);
    ObjectNode fields = checked(organization, patched, Optional.of(project));
    project.change(project.entry().changed(fields, company.now()));
    return Reply.ok(full(organization, project));
  }

  private Reply delete(Request request) {
    Organization organization = company.organization(request.parameter("org_slug"));
    organization.remove(named(organization, request));
    return Reply.ok(Json.object().set("lifecycle_results", Json.array()));
  }

  private Reply archive(Request request) {
    return archive(request, Optional.of(company.now()));
  }

  private Reply unarchive(Request request) {
    return archive(request, Optional.empty());
  }

  private Reply archive(Request request, Optional<Instant> at) {
    Organization organization = company.organization(request.parameter("org_slug"));
    Project project = named(organization, request);
    if (project.archivedAt().isPresent() == at.isPresent()) {
      throw ApiError.conflict(
          "Project '%s' is %s already"
              .formatted(project.entry().slug(), at.isPresent() ? "archived" : "active"));
    }
    project.archive(at);
    return Reply.ok(full(organization, project));
  }

  /** A project's fields in which every reference leads somewhere and the slug is free. */
  private static ObjectNode checked(
      Organization organization, ObjectNode document, Optional<Project> self) {
    ObjectNode fields = SHAPE.complete(document);
    var problems = new ArrayList<Problem>();
    requirePart(organization, Kind.TEAM, fields.path("team_slug").asText(), "team_slug", problems);
    for (var slug : fields.path("project_type_slugs")) {
      requirePart(organization, Kind.PROJECT_TYPE, slug.asText(), "project_type_slugs", problems);
    }
    fields
        .path("environments")
        .fieldNames()
        .forEachRemaining(
            slug -> requirePart(organization, Kind.ENVIRONMENT, slug, "environments", problems));
    if (!problems.isEmpty()) {
      throw ApiError.invalid(problems);
    }
    Company.refuseTaken(
        organization.projects().stream()
            .filter(project -> self.filter(project::equals).isEmpty())
            .map(project -> project.entry().slug())
            .toList(),
        fields.path("slug").asText(),
        "Project");
    return fields;
  }

  private static void requirePart(
      Organization organization, Kind kind, String slug, String member, List<Problem> problems) {
    if (organization.find(kind, slug).isEmpty()) {
      problems.add(
          new Problem(
              "value_error",
              List.of("body", member),
              "%s with slug '%s' not found".formatted(kind.title(), slug)));
    }
  }

  private static Project named(Organization organization, Request request) {
    return organization.project(request.parameter("project_id"));
  }

  private static ObjectNode slim(Organization organization, Project project) {
    Entry entry = project.entry();
    ObjectNode json = Json.object().put("id", entry.id());
    json.setAll(entry.fields().deepCopy().retain("name", "slug", "description"));
    json.put("archived", project.archivedAt().isPresent());
    return references(json, organization, project);
  }

  private static ObjectNode full(Organization organization, Project project) {
    ObjectNode json = project.entry().render();
    json.remove(List.of("team_slug", "project_type_slugs", "environments"));
    json.put("archived", project.archivedAt().isPresent());
    project
        .archivedAt()
        .ifPresentOrElse(
            at -> json.put("archived_at", at.toString()),
            () -> json.set("archived_at", NullNode.instance));
    json.set("organization", organization.entry().reference());
    return references(json, organization, project);
  }

  private static ObjectNode references(
      ObjectNode json, Organization organization, Project project) {
    json.set("team", organization.part(Kind.TEAM, project.teamSlug()).reference());
    var types = json.putArray("project_types");
    project
        .typeSlugs()
        .forEach(slug -> types.add(organization.part(Kind.PROJECT_TYPE, slug).reference()));
    var environments = json.putArray("environments");
    organization
        .environmentsOf(project)
        .forEach(
            part -> {
              ObjectNode environment = part.reference();
              environment.setAll(
                  (ObjectNode)
                      project.entry().fields().path("environments").path(part.slug()).deepCopy());
              environments.add(environment);
            });
    ObjectNode current = json.putObject("current_releases");
    project
        .environmentSlugs()
        .forEach(
            slug ->
                project
                    .current(slug)
                    .ifPresent(
                        deployed ->
                            current
                                .putObject(slug)
                                .put("version", deployed.release().version())
                                .put("deployed_at", deployed.event().at().toString())
                                .put("performed_by", deployed.event().performedBy())));
    return json;
  }

  private static Shape shape() {
    List<Field> more =
        new ArrayList<>(
            List.of(
                Field.slug("team_slug").mandatory(),
                Field.slugs("project_type_slugs"),
                Field.objectMap("environments"),
                Field.textMap("links"),
                Field.textMap("identifiers")));
    more.addAll(List.of(ATTRIBUTES));
    return Shape.named(more.toArray(Field[]::new));
  }

  private static Set<String> filters() {
    Set<String> names = new TreeSet<>(Set.of("name", "slug", "team_slug"));
    for (Field attribute : ATTRIBUTES) {
      names.add(attribute.name());
    }
    return Set.copyOf(names);
  }
}
