package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.util.stream.Collectors;

/** Writes values where only text can stand. */
final class Texts {

  private Texts() {}

  /** A scalar as itself, anything else as JSON. */
  static String of(JsonNode value) {
    return value.isValueNode() ? value.asText() : Json.write(value);
  }

  /** As {@link #of}, but the elements of an array separated by commas. */
  static String simple(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(Texts::of).collect(Collectors.joining(","))
        : of(value);
  }
}
