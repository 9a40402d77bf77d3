package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.identity.Caller;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool.
 *
 * @param id the model's id of the call
 * @param arguments validated against the tool's schema
 * @param caller on whose behalf, with the token of this very call
 * @param context where the call comes from, for the audit record
 */
public record ToolCall(
    String id, String tool, ObjectNode arguments, Caller caller, Context context) {

  public ToolCall(String id, String tool, ObjectNode arguments, Caller caller) {
    this(id, tool, arguments, caller, Context.NONE);
  }

  /**
   * What the call is part of.
   *
   * @param conversation the conversation's or thread's id
   * @param turn the turn's id
   */
  public record Context(@Nullable String conversation, @Nullable String turn) {

    public static final Context NONE = new Context(null, null);
  }
}
