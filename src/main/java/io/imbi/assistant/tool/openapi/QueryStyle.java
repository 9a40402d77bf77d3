package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.imbi.ImbiRequest;
import io.imbi.assistant.json.Json;
import java.util.ArrayList;
import java.util.List;

/** How a query parameter writes its value. */
enum QueryStyle {
  /** A name for each element of an array, and for each member of an object. */
  EXPLODED,
  COMMAS,
  SPACES,
  PIPES,
  /** Members of an object as {@code name[member]}. */
  DEEP_OBJECT,
  /** As JSON text. */
  JSON;

  /** Reads a parameter's style, explode and content. */
  static QueryStyle of(JsonNode parameter) {
    if (parameter.has("content")) {
      return JSON;
    }
    String style = parameter.path("style").asText("form");
    boolean explode = parameter.path("explode").asBoolean(style.equals("form"));
    return switch (style) {
      case "deepObject" -> DEEP_OBJECT;
      case "spaceDelimited" -> explode ? EXPLODED : SPACES;
      case "pipeDelimited" -> explode ? EXPLODED : PIPES;
      default -> explode ? EXPLODED : COMMAS;
    };
  }

  /** Adds the value to a query; null and an empty array add nothing. */
  void write(String name, JsonNode value, ImbiRequest.Builder request) {
    if (value.isNull()) {
      return;
    }
    switch (this) {
      case JSON -> request.query(name, Json.write(value));
      case EXPLODED -> {
        if (value.isArray()) {
          value.forEach(element -> request.query(name, Texts.of(element)));
        } else if (value.isObject()) {
          value
              .properties()
              .forEach(member -> request.query(member.getKey(), Texts.of(member.getValue())));
        } else {
          request.query(name, Texts.of(value));
        }
      }
      case DEEP_OBJECT -> {
        if (value.isObject()) {
          value
              .properties()
              .forEach(
                  member ->
                      request.query(
                          name + "[" + member.getKey() + "]", Texts.of(member.getValue())));
        } else {
          EXPLODED.write(name, value, request);
        }
      }
      case COMMAS -> joined(name, value, ",", request);
      case SPACES -> joined(name, value, " ", request);
      case PIPES -> joined(name, value, "|", request);
    }
  }

  private static void joined(
      String name, JsonNode value, String separator, ImbiRequest.Builder request) {
    List<String> parts = new ArrayList<>();
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              member -> {
                parts.add(member.getKey());
                parts.add(Texts.of(member.getValue()));
              });
    } else if (value.isArray()) {
      value.forEach(element -> parts.add(Texts.of(element)));
    } else {
      parts.add(Texts.of(value));
    }
    if (!parts.isEmpty()) {
      request.query(name, String.join(separator, parts));
    }
  }
}
