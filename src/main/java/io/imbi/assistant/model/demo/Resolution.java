package io.imbi.assistant.model.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import java.util.List;

/** What became of the search for an argument. */
sealed interface Resolution {

  /**
   * The argument, or several of which each would do.
   *
   * @param options at least one
   */
  record Found(List<Option> options) implements Resolution {

    static Found of(JsonNode value) {
      return new Found(List.of(new Option(value, Json.object())));
    }

    static Found of(String value, ObjectNode scope) {
      return new Found(List.of(new Option(Json.text(value), scope)));
    }
  }

  /**
   * A value and where it was found.
   *
   * @param scope arguments that belong with the value, such as the organization of a project
   */
  record Option(JsonNode value, ObjectNode scope) {}

  /** Calls that may tell. */
  record LookUp(List<Step.Use> uses) implements Resolution {}

  /**
   * Nothing tells it.
   *
   * @param choices what it might be, if that is known
   */
  record Missing(List<String> choices) implements Resolution {}
}
