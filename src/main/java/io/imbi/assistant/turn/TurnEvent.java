package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.conversation.TokenUsage;
import java.util.UUID;

/** What happens in a turn, in the order in which whoever listens is told. */
public sealed interface TurnEvent {

  /** Whether nothing but a title may follow ({@link Done}), or nothing at all ({@link Failed}). */
  default boolean isTerminal() {
    return this instanceof Done || this instanceof Failed;
  }

  record Text(String text) implements TurnEvent {}

  record ToolUseStart(String id, String name) implements TurnEvent {}

  record ToolInput(String partialJson) implements TurnEvent {}

  record ContentBlockStop() implements TurnEvent {
    static final ContentBlockStop INSTANCE = new ContentBlockStop();
  }

  /** A call starts on the server. */
  record ToolExecuting(String id, String name) implements TurnEvent {}

  /** A call has ended; its result goes to the model, not to the listener. */
  record ToolResult(String id, String name) implements TurnEvent {}

  /** The browser is to do something. */
  record ClientAction(String id, String action, JsonNode params) implements TurnEvent {}

  /**
   * The final assistant message is stored.
   *
   * @param usage summed over the turn's rounds
   */
  record Done(UUID messageId, TokenUsage usage) implements TurnEvent {}

  /** The conversation's first exchange has been titled; follows {@link Done}. */
  record TitleUpdated(String title) implements TurnEvent {}

  /**
   * The turn failed; nothing follows. What was streamed is stored.
   *
   * @param message fit for the user
   */
  record Failed(String message) implements TurnEvent {}
}
