package io.imbi.assistant.tool.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.imbi.PathTemplate;
import io.imbi.assistant.json.Json;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes arguments of an operation's parameters, its path's and its own. */
record OperationParameters(Document document, SchemaConverter converter) {

  void add(OperationReader.Operation operation, PathTemplate path, Arguments arguments) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    for (JsonNode level : List.of(operation.pathItem(), operation.node())) {
      for (JsonNode each : level.path("parameters")) {
        JsonNode parameter = document.dereference(each);
        String key = parameter.path("in").asText() + " " + parameter.path("name").asText();
        parameters.put(key, parameter);
      }
    }
    Set<String> described = new HashSet<>();
    // Of two parameters with one name, the path's keeps it, because it can never be left out.
    parameters.values().stream()
        .sorted(Comparator.comparing(parameter -> !parameter.path("in").asText().equals("path")))
        .forEach(
            parameter ->
                slot(parameter, path)
                    .ifPresent(
                        slot -> {
                          add(parameter, slot, arguments);
                          if (slot instanceof Slot.Path(String name)) {
                            described.add(name);
                          }
                        }));
    for (String name : new LinkedHashSet<>(path.parameters())) {
      if (!described.contains(name)) {
        arguments.addParameter(
            name, "path", new Slot.Path(name), Json.object().put("type", "string"), true);
      }
    }
  }

  private static Optional<Slot> slot(JsonNode parameter, PathTemplate path) {
    String name = parameter.path("name").asText();
    return switch (parameter.path("in").asText()) {
      case "path" ->
          path.parameters().contains(name) ? Optional.of(new Slot.Path(name)) : Optional.empty();
      case "query" -> Optional.of(new Slot.Query(name, QueryStyle.of(parameter)));
      case "header" ->
          HeaderNames.mayBeSet(name) ? Optional.of(new Slot.Header(name)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private void add(JsonNode parameter, Slot slot, Arguments arguments) {
    String in = parameter.path("in").asText();
    JsonNode schema =
        parameter.path("content").valueStream().findFirst().orElse(parameter).path("schema");
    arguments.addParameter(
        parameter.path("name").asText(),
        in,
        slot,
        withNotes(converter.convertParameter(schema), parameter),
        in.equals("path") || parameter.path("required").asBoolean());
  }

  private static JsonNode withNotes(JsonNode schema, JsonNode parameter) {
    String description = parameter.path("description").asText().strip();
    if (!(schema instanceof ObjectNode object)
        || (description.isEmpty() && !parameter.path("deprecated").asBoolean())) {
      return schema;
    }
    ObjectNode noted = object.deepCopy();
    if (!description.isEmpty()) {
      noted.put("description", description);
    }
    if (parameter.path("deprecated").asBoolean()) {
      noted.put("deprecated", true);
    }
    return noted;
  }
}
