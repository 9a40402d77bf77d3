package io.imbi.assistant.graph;

import java.util.List;

/**
 * What a feature needs of the graph. A bean of this type is seen to when the service starts.
 *
 * @param labels also get the indexes on {@code id}, {@code start_id} and {@code end_id} that older
 *     versions of AGE do not make
 */
public record GraphSchema(List<Label> labels, List<PropertyIndex> indexes) {

  public GraphSchema {
    labels = List.copyOf(labels);
    indexes = List.copyOf(indexes);
  }
}
