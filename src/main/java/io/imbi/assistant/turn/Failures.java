package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.ConversationGoneException;
import io.imbi.assistant.conversation.SequenceTakenException;
import io.imbi.assistant.model.ModelException;

/** What the user is told when a turn fails: what happened, and never how the service is built. */
final class Failures {

  static final String UNEXPECTED = "Something went wrong while answering. Please try again.";

  private Failures() {}

  static String messageOf(Throwable error) {
    return switch (error) {
      case ModelException model -> String.valueOf(model.getMessage());
      case ConversationGoneException _ -> "The conversation was deleted.";
      case SequenceTakenException _ -> Interruption.LEASE_LOST.message();
      default -> UNEXPECTED;
    };
  }

  /** Whether the transcript can still take what was streamed. */
  static boolean canStillStore(Throwable error) {
    return !(error instanceof ConversationGoneException || error instanceof SequenceTakenException);
  }
}
