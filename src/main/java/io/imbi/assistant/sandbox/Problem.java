package io.imbi.assistant.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import java.util.List;

/**
 * What is wrong with one value of a request, in the form in which FastAPI tells it.
 *
 * @param type the kind of problem, such as {@code missing}
 * @param location where, such as {@code body, name}
 * @param message what is wrong, for a person or a model to read
 */
record Problem(String type, List<String> location, String message) {

  JsonNode json() {
    var json = Json.object().put("type", type);
    var places = json.putArray("loc");
    location.forEach(places::add);
    return json.put("msg", message);
  }
}
