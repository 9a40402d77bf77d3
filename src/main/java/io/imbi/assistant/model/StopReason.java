package io.imbi.assistant.model;

/** Why the model stopped writing. A provider's own pauses are dealt with by its adapter. */
public enum StopReason {
  END_TURN,
  TOOL_USE,
  MAX_TOKENS,
  STOP_SEQUENCE,
  REFUSAL,
  CONTEXT_WINDOW_EXCEEDED,
  /** One that this service does not know: treated as the end of the answer. */
  OTHER
}
