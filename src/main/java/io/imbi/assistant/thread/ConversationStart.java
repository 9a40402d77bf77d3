package io.imbi.assistant.thread;

/**
 * Runs once in a new thread, before its first message is stored, where the caller asked for it: a
 * greeting, say. A bean of this type is used if there is exactly one.
 */
@FunctionalInterface
public interface ConversationStart {

  /**
   * @throws Exception as in {@link Pipeline#run}
   */
  void run(ThreadContext context) throws Exception;
}
