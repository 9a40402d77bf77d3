package io.imbi.assistant.queue;

/** How urgent a task is: lower numbers run first, 0 to {@value #LOWEST}. */
public final class Priority {

  /** Somebody waits for an answer. */
  public static final int CHAT = 1;

  /** Somebody has approved an action. */
  public static final int APPROVED_ACTION = 2;

  /** Looking for what is new, and fetching it. */
  public static final int COLLECTION = 3;

  public static final int DEFAULT = 5;

  public static final int CLASSIFICATION = 6;

  /** Actions that follow from rules. */
  public static final int ACTION = 7;

  public static final int LOW_CONFIDENCE = 9;

  static final int LOWEST = 99;

  private Priority() {}
}
