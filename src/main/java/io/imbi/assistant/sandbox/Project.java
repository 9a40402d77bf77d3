package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A project with its releases. */
final class Project {

  private Entry entry;
  private Optional<Instant> archivedAt = Optional.empty();
  private final Map<String, Release> releases = new LinkedHashMap<>();

  Project(Entry entry) {
    this.entry = entry;
  }

  Entry entry() {
    return entry;
  }

  void change(Entry changed) {
    entry = changed;
  }

  Optional<Instant> archivedAt() {
    return archivedAt;
  }

  void archive(Optional<Instant> at) {
    archivedAt = at;
  }

  String teamSlug() {
    return entry.fields().path("team_slug").asText();
  }

  List<String> typeSlugs() {
    return StreamSupport.stream(entry.fields().path("project_type_slugs").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  List<String> environmentSlugs() {
    return entry.fields().path("environments").properties().stream()
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The releases, newest first. */
  List<Release> releases() {
    return new ArrayList<>(releases.values()).reversed();
  }

  /** The release that a path names; where there is none, a 404. */
  Release release(String version) {
    Release release = releases.get(version);
    if (release == null) {
      throw ApiError.notFound("Release '" + version + "' not found");
    }
    return release;
  }

  void add(Release release) {
    if (releases.putIfAbsent(release.version(), release) != null) {
      throw ApiError.conflict("Release '" + release.version() + "' already exists");
    }
  }

  void remove(Release release) {
    releases.remove(release.version());
  }

  /** The last successful deployment to an environment, and of which release it was. */
  Optional<Release.Deployed> current(String environment) {
    return releases.values().stream()
        .flatMap(release -> release.lastSuccess(environment).stream())
        .reduce((one, other) -> other.isNotBefore(one) ? other : one);
  }
}
