package io.imbi.assistant.tool;

/** Is told of every call once, after it has ended, however it ended. */
public interface ToolCallListener {

  /** Runs on the thread that ended the call, which may be an event loop: must not block. */
  void ended(ToolCallRecord call);
}
