package io.imbi.assistant.graph;

/**
 * A label that a feature uses.
 *
 * @param made whether it is made when it is missing; otherwise somebody else makes it
 */
public record Label(String name, Kind kind, boolean made) {

  public Label {
    Identifiers.check(name);
  }

  /** A vertex label of the feature's own. */
  public static Label vertices(String name) {
    return new Label(name, Kind.VERTEX, true);
  }

  /** An edge label of the feature's own. */
  public static Label edges(String name) {
    return new Label(name, Kind.EDGE, true);
  }

  /** A vertex label that another program makes. */
  public static Label foreignVertices(String name) {
    return new Label(name, Kind.VERTEX, false);
  }

  /** An edge label that another program makes. */
  public static Label foreignEdges(String name) {
    return new Label(name, Kind.EDGE, false);
  }

  /** What a label is for. */
  public enum Kind {
    VERTEX,
    EDGE
  }
}
