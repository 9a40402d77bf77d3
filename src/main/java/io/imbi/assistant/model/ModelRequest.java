package io.imbi.assistant.model;

import java.time.Instant;
import java.util.List;

/**
 * One request to a model. Equal parts must be equal bytes on the wire: tools in a fixed order,
 * messages only ever appended, no clock in the system prompt.
 *
 * @param model the provider's id of the model, never interpreted here
 * @param maxTokens the most it may write
 * @param toolUse whether tools may be called; the definitions are sent either way, for the history
 *     may hold calls of them and the cached prefix must stay
 * @param deadline when an answer is of no use any more
 */
public record ModelRequest(
    String model,
    int maxTokens,
    String system,
    List<OfferedTool> tools,
    ToolUseMode toolUse,
    List<ModelMessage> messages,
    Instant deadline) {

  public enum ToolUseMode {
    ALLOWED,
    FORBIDDEN
  }

  public ModelRequest {
    tools = List.copyOf(tools);
    messages = List.copyOf(messages);
  }
}
