package io.imbi.assistant.conversation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message before the store has given it its place in the conversation.
 *
 * @param content the message's text, empty for a round that only called tools
 * @param toolUse the calls that an assistant message asked for
 * @param toolResults the results that a user message carries back
 * @param raw what the four public columns cannot hold, or null when they hold everything
 */
public record NewMessage(
    UUID id,
    Role role,
    String content,
    List<ToolUse> toolUse,
    List<ToolResult> toolResults,
    @Nullable TokenUsage usage,
    @Nullable RawContent raw) {

  public NewMessage {
    toolUse = List.copyOf(toolUse);
    toolResults = List.copyOf(toolResults);
  }

  /** What a person said. */
  public static NewMessage fromUser(UUID id, String content) {
    return new NewMessage(id, Role.USER, content, List.of(), List.of(), null, null);
  }

  /** The results of a round's calls. */
  public static NewMessage results(UUID id, List<ToolResult> results) {
    return new NewMessage(id, Role.USER, "", List.of(), results, null, null);
  }

  /** The same message in its place. */
  public Message at(UUID conversation, int sequence, Instant createdAt) {
    return new Message(
        id, conversation, role, content, toolUse, toolResults, createdAt, sequence, usage, raw);
  }
}
