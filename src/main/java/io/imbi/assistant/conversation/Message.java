package io.imbi.assistant.conversation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored message.
 *
 * @param sequence its place in the conversation, from 0, without gaps in what this service wrote
 * @see NewMessage
 */
public record Message(
    UUID id,
    UUID conversationId,
    Role role,
    String content,
    List<ToolUse> toolUse,
    List<ToolResult> toolResults,
    Instant createdAt,
    int sequence,
    @Nullable TokenUsage usage,
    @Nullable RawContent raw) {

  public Message {
    toolUse = List.copyOf(toolUse);
    toolResults = List.copyOf(toolResults);
  }

  /** The same message in another place. */
  Message withSequence(int other) {
    return new Message(
        id, conversationId, role, content, toolUse, toolResults, createdAt, other, usage, raw);
  }
}
