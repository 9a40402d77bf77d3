package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.RawContent;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.TokenUsage;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.Usage;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a model's answer into a message to store. */
final class AssistantMessages {

  private AssistantMessages() {}

  /**
   * The answer with everything that the model has to get back: the blocks themselves are kept only
   * where text followed by calls cannot say the same.
   */
  static NewMessage of(UUID id, List<ContentBlock> blocks, Usage usage, String provider) {
    return new NewMessage(
        id,
        Role.ASSISTANT,
        textOf(blocks),
        toolUsesOf(blocks),
        List.of(),
        tokens(usage),
        isTextThenCalls(blocks) ? null : new RawContent(provider, RawBlocks.write(blocks)));
  }

  /** A message of nothing but text. */
  static NewMessage text(UUID id, String text, @Nullable Usage usage) {
    return new NewMessage(
        id, Role.ASSISTANT, text, List.of(), List.of(), usage == null ? null : tokens(usage), null);
  }

  static TokenUsage tokens(Usage usage) {
    return new TokenUsage(usage.totalInputTokens(), usage.outputTokens());
  }

  static List<ToolUse> toolUsesOf(List<ContentBlock> blocks) {
    return blocks.stream()
        .filter(ContentBlock.ToolUse.class::isInstance)
        .map(ContentBlock.ToolUse.class::cast)
        .map(use -> new ToolUse(use.id(), use.name(), use.input()))
        .toList();
  }

  private static String textOf(List<ContentBlock> blocks) {
    var text = new StringBuilder();
    for (ContentBlock block : blocks) {
      switch (block) {
        case ContentBlock.Text(String part) -> text.append(part);
        case ContentBlock.Opaque(var json) -> {
          if (json.path("type").asText().equals("text")) {
            text.append(json.path("text").asText());
          }
        }
        case ContentBlock.ToolUse _, ContentBlock.ToolResult _ -> {}
      }
    }
    return text.toString();
  }

  private static boolean isTextThenCalls(List<ContentBlock> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      boolean plain =
          switch (blocks.get(i)) {
            case ContentBlock.Text _ -> i == 0;
            case ContentBlock.ToolUse _ -> true;
            case ContentBlock.ToolResult _, ContentBlock.Opaque _ -> false;
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }
}
