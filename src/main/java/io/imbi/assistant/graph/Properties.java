package io.imbi.assistant.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.graph.GraphValue.Entries;
import io.imbi.assistant.graph.GraphValue.Exact;
import io.imbi.assistant.graph.GraphValue.Flag;
import io.imbi.assistant.graph.GraphValue.Items;
import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.GraphValue.Real;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.GraphValue.Whole;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The properties of a vertex or an edge. A graph has no schema and several programs write to it, so
 * the getters take what can be understood: a number or a flag that was written as text, a list that
 * was written as JSON.
 */
public record Properties(Entries entries) {

  /** The property as it is; {@link Nothing} if there is none. */
  public GraphValue get(String name) {
    return entries.values().getOrDefault(name, new Nothing());
  }

  /** A text; a number or a flag in its text form; empty for anything else. */
  public Optional<String> text(String name) {
    return switch (get(name)) {
      case Text(var value) -> Optional.of(value);
      case Whole(var value) -> Optional.of(Long.toString(value));
      case Exact(var value) -> Optional.of(value.toPlainString());
      case Real(var value) -> Optional.of(Double.toString(value));
      case Flag(var value) -> Optional.of(Boolean.toString(value));
      case Nothing(), Items(_), Entries(_) -> Optional.empty();
      case GraphValue.Vertex _, GraphValue.Edge _, GraphValue.Path _ -> Optional.empty();
    };
  }

  /** A whole number, however it was written; empty for anything else. */
  public OptionalLong whole(String name) {
    return switch (get(name)) {
      case Whole(var value) -> OptionalLong.of(value);
      case Real(var value) when Double.isFinite(value) -> exactly(BigDecimal.valueOf(value));
      case Exact(var value) -> exactly(value);
      case Text(var value) -> parse(value.strip());
      case Real _, Nothing _, Flag _, Items _, Entries _ -> OptionalLong.empty();
      case GraphValue.Vertex _, GraphValue.Edge _, GraphValue.Path _ -> OptionalLong.empty();
    };
  }

  /** A flag, also one written as {@code "true"} or {@code "false"}; empty for anything else. */
  public Optional<Boolean> flag(String name) {
    return text(name)
        .filter(value -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"))
        .map(Boolean::parseBoolean);
  }

  /** The texts in a list, also in one written as JSON text; empty if it is no list. */
  public List<String> texts(String name) {
    return json(name)
        .filter(JsonNode::isArray)
        .map(list -> list.valueStream().filter(JsonNode::isTextual).map(JsonNode::textValue))
        .orElse(Stream.empty())
        .toList();
  }

  /** A list or a map, also one written as JSON text; empty for anything else. */
  public Optional<JsonNode> json(String name) {
    return switch (get(name)) {
      case Items items -> Optional.of(PlainJson.of(items));
      case Entries map -> Optional.of(PlainJson.of(map));
      case Text(var json) -> parseJson(json).filter(JsonNode::isContainerNode);
      case Nothing _, Flag _, Whole _, Real _, Exact _ -> Optional.empty();
      case GraphValue.Vertex _, GraphValue.Edge _, GraphValue.Path _ -> Optional.empty();
    };
  }

  private static Optional<JsonNode> parseJson(String json) {
    try {
      return Optional.of(Json.parseStored(json));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong exactly(BigDecimal value) {
    try {
      return OptionalLong.of(value.longValueExact());
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong parse(String number) {
    try {
      return OptionalLong.of(Long.parseLong(number));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
