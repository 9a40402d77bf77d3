package io.imbi.assistant.conversation;

import java.io.Serial;
import java.util.UUID;

/** Another writer appended to the conversation first. */
public final class SequenceTakenException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public SequenceTakenException(UUID conversation, int sequence) {
    super("Sequence %d of conversation %s is taken".formatted(sequence, conversation));
  }
}
