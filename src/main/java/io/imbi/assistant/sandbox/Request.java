package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import java.util.List;
import java.util.Map;

/** A request that found its route and whose caller is known. */
final class Request {

  private final Caller caller;
  private final Map<String, String> parameters;
  private final Query query;
  private final byte[] body;

  /**
   * @param parameters the decoded values of the path's placeholders
   * @param body the bytes as they came, within the size limit
   */
  Request(Caller caller, Map<String, String> parameters, Query query, byte[] body) {
    this.caller = caller;
    this.parameters = parameters;
    this.query = query;
    this.body = body;
  }

  Caller caller() {
    return caller;
  }

  Query query() {
    return query;
  }

  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The route has no {" + name + "}");
    }
    return value;
  }

  /** The body, which must be a JSON object. */
  ObjectNode object() {
    if (json() instanceof ObjectNode object) {
      return object;
    }
    throw wrongBody("dict_type", "Input should be a valid dictionary");
  }

  /** The body, which must be a JSON array. */
  ArrayNode array() {
    if (json() instanceof ArrayNode array) {
      return array;
    }
    throw wrongBody("list_type", "Input should be a valid list");
  }

  private JsonNode json() {
    if (body.length == 0) {
      throw wrongBody("missing", "Field required");
    }
    try {
      return Json.parse(body);
    } catch (MalformedJsonException e) {
      throw wrongBody("json_invalid", "JSON decode error: " + e.getMessage());
    }
  }

  private static ApiError wrongBody(String type, String message) {
    return ApiError.invalid(List.of(new Problem(type, List.of("body"), message)));
  }
}
