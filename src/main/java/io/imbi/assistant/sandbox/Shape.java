package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The members that a kind of document may have, in the order in which they are shown. */
final class Shape {

  private final Map<String, Field> fields = new LinkedHashMap<>();

  Shape(Field... fields) {
    for (Field field : fields) {
      this.fields.put(field.name(), field);
    }
  }

  /** What has a name, and so a slug, with more members behind those that all such things have. */
  static Shape named(Field... more) {
    List<Field> all =
        new ArrayList<>(
            List.of(
                Field.line("name").mandatory(),
                Field.slug("slug"),
                Field.prose("description"),
                Field.line("icon")));
    all.addAll(List.of(more));
    return new Shape(all.toArray(Field[]::new));
  }

  Set<String> names() {
    return fields.keySet();
  }

  /**
   * A document with exactly these members, those that were left out filled in; a slug is made of
   * the name.
   *
   * @throws ApiError 422 with everything that is wrong
   */
  ObjectNode complete(ObjectNode document) {
    List<Problem> problems = new ArrayList<>();
    ObjectNode complete = Json.object();
    for (Field field : fields.values()) {
      JsonNode value = document.get(field.name());
      List<String> at = List.of("body", field.name());
      if (value != null) {
        problems.addAll(field.check(value, at));
        complete.set(field.name(), value);
      } else if (field.required()) {
        problems.add(new Problem("missing", at, "Field required"));
      } else {
        complete.set(field.name(), field.fallback().deepCopy());
      }
    }
    document
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.containsKey(name)) {
                problems.add(
                    new Problem(
                        "extra_forbidden",
                        List.of("body", name),
                        "Extra inputs are not permitted"));
              }
            });
    if (!problems.isEmpty()) {
      throw ApiError.invalid(problems);
    }
    if (complete.path("slug").isNull()) {
      complete.put("slug", Slug.of(complete.path("name").asText()));
    }
    return complete;
  }
}
