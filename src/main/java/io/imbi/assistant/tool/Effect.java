package io.imbi.assistant.tool;

/** What a call may do to the world, from harmless to irreversible. */
public enum Effect {
  READ_ONLY,
  MUTATING,
  DESTRUCTIVE;

  public boolean changesSomething() {
    return this != READ_ONLY;
  }
}
