package io.imbi.assistant.conversation.relational;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on {@code conversation}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Conversations extends GenericRepository<ConversationRow, UUID> {

  String PAGE_OF_ALL =
      """
      SELECT * FROM imbi_assistant.conversation
      WHERE owner = :owner
      ORDER BY updated_at DESC, id
      LIMIT :limit OFFSET :offset
      """;

  String PAGE_OF_UNARCHIVED =
      """
      SELECT * FROM imbi_assistant.conversation
      WHERE owner = :owner AND NOT archived
      ORDER BY updated_at DESC, id
      LIMIT :limit OFFSET :offset
      """;

  String TAKE_SEQUENCES =
      """
      UPDATE imbi_assistant.conversation
      SET next_sequence = next_sequence + :count, updated_at = :now
      WHERE id = :id AND owner = :owner AND next_sequence = :first
      """;

  ConversationRow save(ConversationRow row);

  Optional<ConversationRow> findByIdAndOwner(UUID id, String owner);

  @Query(PAGE_OF_ALL)
  List<ConversationRow> pageOfAll(String owner, int limit, int offset);

  @Query(PAGE_OF_UNARCHIVED)
  List<ConversationRow> pageOfUnarchived(String owner, int limit, int offset);

  @Query(
      """
      UPDATE imbi_assistant.conversation
      SET title = COALESCE(:title, title), archived = COALESCE(:archived, archived),
        updated_at = :now
      WHERE id = :id AND owner = :owner
      RETURNING *
      """)
  List<ConversationRow> change(
      UUID id, String owner, @Nullable String title, @Nullable Boolean archived, Instant now);

  @Query(
      """
      UPDATE imbi_assistant.conversation
      SET title = :title, updated_at = :now
      WHERE id = :id AND owner = :owner AND title IS NULL
      """)
  int giveTitle(UUID id, String owner, String title, Instant now);

  /**
   * Takes the next sequences for the caller's transaction, and with them the row's lock.
   *
   * @return 1, or 0 if the conversation is not there or {@code first} is not the next sequence
   */
  @Query(TAKE_SEQUENCES)
  int takeSequences(UUID id, String owner, int first, int count, Instant now);

  int deleteByIdAndOwner(UUID id, String owner);

  @Query(
      """
      SELECT id FROM imbi_assistant.conversation WHERE id > :after ORDER BY id LIMIT :limit
      """)
  List<UUID> idsAfter(UUID after, int limit);

  /**
   * Adds a conversation as it is.
   *
   * @return 1, or 0 if one of the id is there
   */
  @Query(
      """
      INSERT INTO imbi_assistant.conversation
        (id, owner, title, model, archived, created_at, updated_at, next_sequence)
      VALUES (:id, :owner, :title, :model, :archived, :createdAt, :updatedAt, :nextSequence)
      ON CONFLICT (id) DO NOTHING
      """)
  int add(
      UUID id,
      String owner,
      @Nullable String title,
      String model,
      boolean archived,
      Instant createdAt,
      Instant updatedAt,
      int nextSequence);

  /** Makes others wait with what they append until the transaction ends. */
  @Query("SELECT * FROM imbi_assistant.conversation WHERE id = :id FOR UPDATE")
  Optional<ConversationRow> lock(UUID id);

  @Query(
      """
      UPDATE imbi_assistant.conversation
      SET title = :title, archived = :archived, updated_at = :updatedAt,
        next_sequence = :nextSequence
      WHERE id = :id
      """)
  int complete(
      UUID id, @Nullable String title, boolean archived, Instant updatedAt, int nextSequence);
}
