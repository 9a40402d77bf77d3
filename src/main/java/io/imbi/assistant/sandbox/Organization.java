package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** An organization and all that belongs to it. */
final class Organization {

  private Entry entry;
  private final Map<Kind, Map<String, Entry>> parts = new EnumMap<>(Kind.class);
  private final Map<String, Project> projects = new LinkedHashMap<>();

  Organization(Entry entry) {
    this.entry = entry;
    for (Kind kind : Kind.values()) {
      parts.put(kind, new TreeMap<>());
    }
  }

  Entry entry() {
    return entry;
  }

  void change(Entry changed) {
    entry = changed;
  }

  /** The parts of a kind, by name. */
  List<Entry> parts(Kind kind) {
    return of(kind).values().stream().sorted(Comparator.comparing(Entry::name)).toList();
  }

  Optional<Entry> find(Kind kind, String slug) {
    return Optional.ofNullable(of(kind).get(slug));
  }

  /** The environments that a project is deployed in, in their own order. */
  List<Entry> environmentsOf(Project project) {
    return parts(Kind.ENVIRONMENT).stream()
        .filter(part -> project.environmentSlugs().contains(part.slug()))
        .sorted(Comparator.comparingInt(part -> part.fields().path("sort_order").asInt()))
        .toList();
  }

  /** The part that a path names; where there is none, a 404. */
  Entry part(Kind kind, String slug) {
    return find(kind, slug)
        .orElseThrow(() -> ApiError.notFound(kind.title() + " with slug '" + slug + "' not found"));
  }

  void add(Kind kind, Entry part) {
    Company.refuseTaken(of(kind).keySet(), part.slug(), kind.title());
    of(kind).put(part.slug(), part);
  }

  void change(Kind kind, Entry changed) {
    of(kind).put(changed.slug(), changed);
  }

  void remove(Kind kind, String slug) {
    of(kind).remove(slug);
  }

  Collection<Project> projects() {
    return projects.values();
  }

  /** The project that a path names, by its id or its slug; where there is none, a 404. */
  Project project(String idOrSlug) {
    return Optional.ofNullable(projects.get(idOrSlug))
        .or(
            () ->
                projects.values().stream()
                    .filter(project -> project.entry().slug().equals(idOrSlug))
                    .findFirst())
        .orElseThrow(() -> ApiError.notFound("Project '" + idOrSlug + "' not found"));
  }

  void add(Project project) {
    projects.put(project.entry().id(), project);
  }

  void remove(Project project) {
    projects.remove(project.entry().id());
  }

  /** The document of a part, which says whose it is. */
  ObjectNode render(Entry part) {
    return part.render().set("organization", entry.reference());
  }

  private Map<String, Entry> of(Kind kind) {
    return Objects.requireNonNull(parts.get(kind));
  }
}
