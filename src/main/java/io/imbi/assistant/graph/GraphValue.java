package io.imbi.assistant.graph;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A value as AGE returns it: the type {@code agtype}, taken apart. */
public sealed interface GraphValue {

  /** {@code null}, or nothing at all. */
  record Nothing() implements GraphValue {}

  record Flag(boolean value) implements GraphValue {}

  record Whole(long value) implements GraphValue {}

  /** May be infinite or not a number. */
  record Real(double value) implements GraphValue {}

  /** AGE's {@code numeric}, or a whole number of more than 64 bits. */
  record Exact(BigDecimal value) implements GraphValue {}

  record Text(String value) implements GraphValue {}

  record Items(List<GraphValue> values) implements GraphValue {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** A map. */
  record Entries(Map<String, GraphValue> values) implements GraphValue {
    public Entries {
      values = Map.copyOf(values);
    }

    /** These as the properties of something. */
    public Properties asProperties() {
      return new Properties(this);
    }
  }

  /**
   * @param id the graph's own number for it, not a property
   */
  record Vertex(long id, String label, Properties properties) implements GraphValue {}

  /**
   * @param start the id of the vertex that it leaves
   * @param end the id of the vertex that it enters
   */
  record Edge(long id, String label, long start, long end, Properties properties)
      implements GraphValue {}

  /** Vertices and edges in turn. */
  record Path(List<GraphValue> steps) implements GraphValue {
    public Path {
      steps = List.copyOf(steps);
    }
  }
}
