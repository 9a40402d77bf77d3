package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.util.Optional;

/**
 * What is answered.
 *
 * @param body JSON, absent with status 204
 */
record Reply(int status, Optional<JsonNode> body) {

  static Reply ok(JsonNode body) {
    return new Reply(200, Optional.of(body));
  }

  static Reply created(JsonNode body) {
    return new Reply(201, Optional.of(body));
  }

  static Reply noContent() {
    return new Reply(204, Optional.empty());
  }

  static Reply error(int status, JsonNode detail) {
    return new Reply(status, Optional.of(Json.object().set("detail", detail)));
  }

  static Reply error(int status, String detail) {
    return error(status, Json.text(detail));
  }
}
