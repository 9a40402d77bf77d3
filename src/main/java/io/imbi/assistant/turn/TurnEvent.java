package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.tool.Effect;
import java.util.UUID;

/** What happens in a turn, in the order in which whoever listens is told. */
public sealed interface TurnEvent {

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
   * The turn waits for the caller to approve a call; others may wait beside it, and nothing else
   * follows until a decision is made.
   *
   * @param input what the call will run with
   * @param risk what it may do
   */
  record ApprovalRequired(String id, String name, JsonNode input, String description, Effect risk)
      implements TurnEvent {}

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
