package io.imbi.assistant.thread;

/**
 * Runs once in a new thread, before its first message is stored, where the caller asked for it: a
 * greeting, say. The bean of this type that has the chosen pipeline's name is used
 * ({@code @Named}), or else the only one that has no name.
 */
@FunctionalInterface
public interface ConversationStart {

  /**
   * @throws Exception as in {@link Pipeline#run}
   */
  void run(ThreadContext context) throws Exception;
}
