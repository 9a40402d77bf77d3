package io.imbi.assistant.desk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.integration.Action;
import io.imbi.assistant.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An action that the model proposed.
 *
 * @param action its full name
 * @param parameters what it runs with
 * @param description what it would do, for the person
 * @param response the option chosen; null while it is pending
 */
record Proposal(
    UUID id,
    String action,
    ObjectNode parameters,
    String description,
    List<Action.Option> options,
    @Nullable String response) {

  /** What the person's browser is told of it. */
  ObjectNode metadata() {
    ObjectNode metadata = Json.object().put("proposal_id", id.toString()).put("action", action);
    metadata.set("parameters", parameters);
    metadata.put("description", description);
    metadata.set("options", json(options));
    metadata.put("status", response == null ? "pending" : "answered");
    if (response != null) {
      metadata.put("response", response);
    }
    return metadata;
  }

  boolean offers(String option) {
    return options.stream().anyMatch(each -> each.id().equals(option));
  }

  static ArrayNode json(List<Action.Option> options) {
    ArrayNode array = Json.array();
    options.forEach(each -> array.addObject().put("id", each.id()).put("label", each.label()));
    return array;
  }

  static Proposal read(
      UUID id,
      String action,
      String parameters,
      String description,
      String options,
      @Nullable String response) {
    List<Action.Option> read = new ArrayList<>();
    Json.parseStored(options)
        .forEach(
            each ->
                read.add(new Action.Option(each.path("id").asText(), each.path("label").asText())));
    return new Proposal(
        id, action, (ObjectNode) Json.parseStored(parameters), description, read, response);
  }
}
