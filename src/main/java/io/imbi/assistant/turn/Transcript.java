package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.NewMessage;
import java.util.List;

/** What a turn continues and where it stores what it adds. Blocking. */
public interface Transcript {

  /** The messages so far, what the caller has just said last. */
  List<NewMessage> history();

  /**
   * Stores messages behind the others, all or none.
   *
   * @throws io.imbi.assistant.conversation.ConversationGoneException if there is nothing to add to
   *     any more
   */
  void store(List<NewMessage> messages);
}
