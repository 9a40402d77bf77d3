package io.imbi.assistant.thread;

/** The types and families of events that have a meaning here; there may be any others. */
public final class EventTypes {

  /** What was said: data has {@code role} and {@code content}. */
  public static final String CONVERSATION = "comm.";

  /** Enriched history, of the same shape. */
  public static final String CONTEXT = "context.";

  /** The state of the name that follows; the last one wins. */
  public static final String STATE = "state.set.";

  public static final String THREAD_CREATED = "jims.lifecycle.thread_created";
  public static final String USER_MESSAGE = "comm.user_message";
  public static final String USER_ACTION = "comm.user_action";
  public static final String ASSISTANT_MESSAGE = "comm.assistant_message";
  public static final String ASSISTANT_MESSAGE_WITH_BUTTONS = "comm.assistant_message_with_buttons";
  public static final String QUERY_PROCESSED = "rag.query_processed";

  private EventTypes() {}

  /** Whether events of the type are history for a model. */
  static boolean isHistory(String type) {
    return type.startsWith(CONVERSATION) || type.startsWith(CONTEXT);
  }
}
