package io.imbi.assistant.thread;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;

/**
 * Something that happened in a thread, before it is stored.
 *
 * @param type such as {@code comm.assistant_message}; see {@link EventTypes}
 * @param data of any shape, kept as it is
 */
public record NewEvent(String type, ObjectNode data) {

  /**
   * An event with a copy of the data as it will be read again, whatever becomes of the data.
   *
   * @throws IllegalArgumentException if the type is blank, or the data could not be read again: it
   *     nests too deep, say
   */
  static NewEvent kept(String type, ObjectNode data) {
    if (type.isBlank()) {
      throw new IllegalArgumentException("An event needs a type");
    }
    try {
      return new NewEvent(type, (ObjectNode) Json.parseStored(Json.write(data)));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("The data of an event cannot be kept", e);
    }
  }
}
