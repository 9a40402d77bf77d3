package io.imbi.assistant.tool;

/** How one call ended, for the audit record and for counting. */
public enum Verdict {
  SUCCEEDED,
  /** Handed to the browser. */
  CLIENT_ACTION,
  /** The tool ran and says that it failed. */
  FAILED,
  UNKNOWN_TOOL,
  NOT_PERMITTED,
  INVALID_ARGUMENTS,
  TIMED_OUT,
  CANCELLED,
  /** Not run: a person said no, or would have had to be asked and was not. */
  DENIED,
  /** Not run: the turn had made as many calls as it may. */
  OVER_BUDGET,
  /** The tool broke its contract by throwing. */
  DEFECT
}
