package io.imbi.assistant.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model's answer is made of, in the order in which it arrives. */
public sealed interface ModelEvent {

  record TextDelta(String text) implements ModelEvent {}

  /** A tool call is being written; its input follows in {@link ToolInputDelta}s. */
  record ToolUseStarted(String id, String name) implements ModelEvent {}

  record ToolInputDelta(String partialJson) implements ModelEvent {}

  /** The block that was being written is complete (text blocks too). */
  record BlockStopped() implements ModelEvent {
    public static final BlockStopped INSTANCE = new BlockStopped();
  }

  /**
   * The whole answer; always the last event, and only of an answer that arrived whole.
   *
   * @param content the blocks in order; a call whose input was cut off is not among them
   * @param responseId the provider's id of the answer, for its support
   */
  record Completed(
      List<ContentBlock> content, StopReason stopReason, Usage usage, @Nullable String responseId)
      implements ModelEvent {
    public Completed {
      content = List.copyOf(content);
    }
  }
}
