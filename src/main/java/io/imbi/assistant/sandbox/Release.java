package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A release of a project, with what happened to it in each environment. */
final class Release {

  private Entry entry;
  private final Map<String, List<DeploymentEvent>> deployments = new TreeMap<>();

  Release(Entry entry) {
    this.entry = entry;
  }

  /**
   * Something that happened when a release was brought to an environment.
   *
   * @param fields what the client told of it
   */
  record DeploymentEvent(ObjectNode fields, Instant at, String performedBy) {

    boolean succeeded() {
      return status().equals("success");
    }

    String status() {
      return fields.path("status").asText();
    }

    ObjectNode render() {
      ObjectNode json = fields.deepCopy();
      return json.put("timestamp", at.toString()).put("performed_by", performedBy);
    }
  }

  /** An event and the release it happened to. */
  record Deployed(Release release, DeploymentEvent event) {

    boolean isNotBefore(Deployed other) {
      return !event.at().isBefore(other.event().at());
    }
  }

  Entry entry() {
    return entry;
  }

  void change(Entry changed) {
    entry = changed;
  }

  String version() {
    return entry.fields().path("version").asText();
  }

  void record(String environment, DeploymentEvent event) {
    deployments.computeIfAbsent(environment, _ -> new ArrayList<>()).add(event);
  }

  /** The environments that this release was brought to, or was tried to be. */
  List<String> environments() {
    return List.copyOf(deployments.keySet());
  }

  /** What happened in an environment, in its order. */
  List<DeploymentEvent> events(String environment) {
    return deployments.getOrDefault(environment, List.of());
  }

  Optional<Deployed> lastSuccess(String environment) {
    return events(environment).stream()
        .filter(DeploymentEvent::succeeded)
        .reduce((first, second) -> second)
        .map(event -> new Deployed(this, event));
  }
}
