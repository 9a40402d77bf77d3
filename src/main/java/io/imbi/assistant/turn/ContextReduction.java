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

  private static final int WORTH_REMOVING_CHARS = 400;

  private static final JsonNode NOTE =
      Json.text("[This result was removed to make room. Call the tool again if it is needed.]");

  private ContextReduction() {}

  /**
   * The messages without their older results, or empty if nothing could be removed. Those of the
   * last message stay: the model has asked for them and has not seen them yet.
   */
  static Optional<List<ModelMessage>> reduce(List<ModelMessage> messages) {
    List<ModelMessage> result = new ArrayList<>(messages);
    for (int i = 0; i < messages.size() - 1; i++) {
      ModelMessage message = messages.get(i);
      result.set(
          i,
          new ModelMessage(
              message.author(), message.content().stream().map(ContextReduction::note).toList()));
    }
    return result.equals(messages) ? Optional.empty() : Optional.of(result);
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
