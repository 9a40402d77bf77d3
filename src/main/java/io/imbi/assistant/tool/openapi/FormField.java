package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One field of a form. */
record FormField(String name, JsonNode value) {

  /** The members as fields, an array as one for each element; null adds none. */
  static List<FormField> of(JsonNode body) {
    if (!body.isObject()) {
      throw new RefusedArgumentException("The argument body must be an object of form fields");
    }
    List<FormField> fields = new ArrayList<>();
    body.properties().forEach(member -> add(member.getKey(), member.getValue(), fields));
    return fields;
  }

  private static void add(String name, JsonNode value, List<FormField> fields) {
    if (value.isArray()) {
      value.forEach(element -> add(name, element, fields));
    } else if (!value.isNull()) {
      fields.add(new FormField(name, value));
    }
  }
}
