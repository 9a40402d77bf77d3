package io.imbi.assistant.graph;

import java.util.List;

/**
 * Something that a {@link GraphSession} can run. Its text is a constant of the program, which the
 * compiler checks; what varies goes in as {@link Parameters}.
 */
public sealed interface GraphStatement permits CypherQuery, LabelQuery {

  /** The names by which the values of a row are read, in the order in which they are returned. */
  List<String> columns();
}
