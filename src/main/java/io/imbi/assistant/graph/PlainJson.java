package io.imbi.assistant.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.graph.GraphValue.Edge;
import io.imbi.assistant.graph.GraphValue.Entries;
import io.imbi.assistant.graph.GraphValue.Exact;
import io.imbi.assistant.graph.GraphValue.Flag;
import io.imbi.assistant.graph.GraphValue.Items;
import io.imbi.assistant.graph.GraphValue.Nothing;
import io.imbi.assistant.graph.GraphValue.Path;
import io.imbi.assistant.graph.GraphValue.Real;
import io.imbi.assistant.graph.GraphValue.Text;
import io.imbi.assistant.graph.GraphValue.Vertex;
import io.imbi.assistant.graph.GraphValue.Whole;
import io.imbi.assistant.json.Json;
import java.math.BigDecimal;
import java.util.List;

/**
 * Values as the JSON that would be read from their text. An entity is its properties; a number that
 * JSON does not have is null.
 */
final class PlainJson {

  private PlainJson() {}

  static JsonNode of(GraphValue value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case Nothing _ -> nodes.nullNode();
      case Flag(var flag) -> nodes.booleanNode(flag);
      case Whole(var whole) ->
          whole == (int) whole ? nodes.numberNode((int) whole) : nodes.numberNode(whole);
      case Real(var real) ->
          Double.isFinite(real) ? nodes.numberNode(BigDecimal.valueOf(real)) : nodes.nullNode();
      case Exact(var exact) -> nodes.numberNode(exact);
      case Text(var text) -> nodes.textNode(text);
      case Items(var items) -> array(items);
      case Path(var steps) -> array(steps);
      case Entries entries -> object(entries);
      case Vertex vertex -> object(vertex.properties().entries());
      case Edge edge -> object(edge.properties().entries());
    };
  }

  private static ArrayNode array(List<GraphValue> values) {
    ArrayNode array = Json.array();
    values.forEach(value -> array.add(of(value)));
    return array;
  }

  private static ObjectNode object(Entries entries) {
    ObjectNode object = Json.object();
    entries.values().forEach((name, value) -> object.set(name, of(value)));
    return object;
  }
}
