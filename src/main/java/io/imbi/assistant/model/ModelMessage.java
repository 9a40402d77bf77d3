package io.imbi.assistant.model;

import java.util.List;

/** A message of the history that the model is given. */
public record ModelMessage(Author author, List<ContentBlock> content) {

  public enum Author {
    USER,
    ASSISTANT
  }

  public ModelMessage {
    content = List.copyOf(content);
  }
}
