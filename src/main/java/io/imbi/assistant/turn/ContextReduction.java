package io.imbi.assistant.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes room when a conversation no longer fits the model: older tool results, the bulk of most
 * long conversations and the part that can be read again, give way to a note.
 */
final class ContextReduction {

  /** The latest messages with results that are left as they are. */
  private static final int KEPT_RESULT_MESSAGES = 1;

  private static final int WORTH_REMOVING_CHARS = 400;

  private static final JsonNode NOTE =
      Json.text("[This result was removed to make room. Call the tool again if it is needed.]");

  private ContextReduction() {}

  /** The messages without their older results, or empty if nothing could be removed. */
  static Optional<List<ModelMessage>> reduce(List<ModelMessage> messages) {
    int kept = 0;
    boolean reduced = false;
    List<ModelMessage> result = new ArrayList<>(messages);
    for (int i = messages.size() - 1; i >= 0; i--) {
      ModelMessage message = messages.get(i);
      if (message.content().stream().noneMatch(ContentBlock.ToolResult.class::isInstance)) {
        continue;
      }
      if (kept++ < KEPT_RESULT_MESSAGES) {
        continue;
      }
      List<ContentBlock> blocks = message.content().stream().map(ContextReduction::note).toList();
      if (!blocks.equals(message.content())) {
        result.set(i, new ModelMessage(message.author(), blocks));
        reduced = true;
      }
    }
    return reduced ? Optional.of(result) : Optional.empty();
  }

  private static ContentBlock note(ContentBlock block) {
    return block instanceof ContentBlock.ToolResult result
            && sizeOf(result.content()) > WORTH_REMOVING_CHARS
        ? new ContentBlock.ToolResult(result.toolUseId(), NOTE, result.error())
        : block;
  }

  private static int sizeOf(JsonNode content) {
    return content.isTextual() ? content.textValue().length() : Json.write(content).length();
  }
}
