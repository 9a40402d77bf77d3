package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.History;
import io.imbi.assistant.identity.Owner;
import java.util.List;

/**
 * What happens in a conversation beside its turns, such as the outcome of something that a person
 * has agreed to. The model learns of it with the next message, and the message keeps what was told,
 * so that the history always reads the same. Blocking.
 */
public interface Asides {

  /**
   * What the model has not been told.
   *
   * @param history of the owner's conversation; most have nothing beside them, which should be seen
   *     without asking anybody
   * @param position that of the last aside in the history; 0 if it has none
   * @return in their order
   */
  List<Aside> after(Owner owner, History history, long position);

  /**
   * Something that happened.
   *
   * @param position from 1, higher than those of earlier asides of the conversation
   * @param text as the model is told
   */
  record Aside(long position, String text) {}
}
