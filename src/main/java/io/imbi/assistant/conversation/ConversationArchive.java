package io.imbi.assistant.conversation;

import java.util.function.Consumer;

/**
 * Whole conversations, whoever owns them, in and out of a store: for operators who move from one
 * store to another, never for a caller's request. Blocking.
 */
public interface ConversationArchive {

  /**
   * Hands every conversation to {@code reader}, one at a time, in the order of their ids. One that
   * is created meanwhile may be left out.
   */
  void forEach(Consumer<History> reader);

  /**
   * Stores a conversation exactly as it is, all or nothing. One that is there already is never
   * changed but to add the messages that it lacks, together with the title and the like.
   *
   * @throws IllegalArgumentException if the messages' sequences do not grow
   */
  Outcome put(History history);

  /** What became of {@link #put}. */
  enum Outcome {
    ADDED,
    /** It was there with fewer messages. */
    COMPLETED,
    /** It was there with all messages, or with more. */
    PRESENT,
    /** Another one of the same id was there, and still is as it was. */
    DIFFERENT
  }
}
