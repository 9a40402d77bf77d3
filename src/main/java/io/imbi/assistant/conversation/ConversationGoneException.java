package io.imbi.assistant.conversation;

import java.io.Serial;
import java.util.UUID;

/** The conversation was deleted, or never was the caller's. */
public final class ConversationGoneException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public ConversationGoneException(UUID conversation) {
    super("There is no conversation " + conversation);
  }
}
