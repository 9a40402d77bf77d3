package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that the company keeps: what clients wrote of it, and what the sandbox adds. Immutable;
 * a change makes a new one.
 */
record Entry(String id, ObjectNode fields, Instant createdAt, Optional<Instant> updatedAt) {

  String slug() {
    return fields.path("slug").asText();
  }

  String name() {
    return fields.path("name").asText();
  }

  Entry changed(ObjectNode newFields, Instant now) {
    return new Entry(id, newFields, createdAt, Optional.of(now));
  }

  /** The document as clients see it. */
  ObjectNode render() {
    ObjectNode json = Json.object().put("id", id);
    json.setAll(fields.deepCopy());
    json.put("created_at", createdAt.toString());
    updatedAt.ifPresentOrElse(
        at -> json.put("updated_at", at.toString()),
        () -> json.set("updated_at", NullNode.instance));
    return json;
  }

  /** The name and slug alone, as they stand in documents that refer to this one. */
  ObjectNode reference() {
    return Json.object().put("slug", slug()).put("name", name());
  }
}
