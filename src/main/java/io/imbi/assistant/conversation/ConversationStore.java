package io.imbi.assistant.conversation;

import io.imbi.assistant.identity.Owner;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where conversations are kept. Blocking: called on virtual threads, never on an event loop.
 *
 * <p>A conversation that belongs to someone else is, for every method, one that does not exist.
 *
 * <p>Times have microseconds. JSON comes back equal to what {@code Json} would parse from its text,
 * whatever the characters in its strings; other text is kept as {@link StoredText} says.
 */
public interface ConversationStore {

  Conversation create(Owner owner, String model);

  /**
   * One page of the owner's conversations, the most recently updated first (ties by id). Cost does
   * not grow with the number of conversations stored.
   *
   * @param limit how many, 1..100
   * @param offset how many to pass over, from 0
   */
  List<Conversation> list(Owner owner, int limit, int offset, boolean includeArchived);

  Optional<Conversation> find(Owner owner, UUID id);

  /** The conversation with all its messages. */
  Optional<History> load(Owner owner, UUID id);

  /**
   * Renames, archives or brings back, and sets {@code updatedAt} if there is anything to change.
   *
   * @param title null leaves it as it is
   * @param archived null leaves it as it is
   */
  Optional<Conversation> update(
      Owner owner, UUID id, @Nullable String title, @Nullable Boolean archived);

  /**
   * Titles a conversation that has no title, and sets its {@code updatedAt}.
   *
   * @return false if it has a title (by now), or does not exist (any more); nothing is changed then
   */
  boolean giveTitle(Owner owner, UUID id, String title);

  /** Deletes the conversation and its messages; false if there was none. */
  boolean delete(Owner owner, UUID id);

  /**
   * Appends messages, all or none, and sets the conversation's {@code updatedAt}.
   *
   * @param firstSequence the sequence that the first of them takes; the others follow
   * @return the messages as stored
   * @throws SequenceTakenException if another writer was there first; nothing is stored
   * @throws ConversationGoneException if the conversation does not exist (any more)
   * @throws IllegalArgumentException if there would be a gap before the first of them
   */
  List<Message> append(Owner owner, UUID id, int firstSequence, List<NewMessage> messages);
}
