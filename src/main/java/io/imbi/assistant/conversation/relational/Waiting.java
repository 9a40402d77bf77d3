package io.imbi.assistant.conversation.relational;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/** Statements on {@code waiting_turn}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Waiting extends GenericRepository<WaitingRow, UUID> {

  /**
   * @return 1, or 0 if the owner has no such conversation
   */
  @Query(
      """
      INSERT INTO imbi_assistant.waiting_turn (conversation_id, document)
      SELECT id, :document FROM imbi_assistant.conversation
      WHERE id = :conversation AND owner = :owner
      ON CONFLICT (conversation_id) DO UPDATE SET document = excluded.document
      """)
  int keep(UUID conversation, String owner, String document);

  @Query(
      """
      SELECT waiting.document FROM imbi_assistant.waiting_turn waiting
      JOIN imbi_assistant.conversation c ON c.id = waiting.conversation_id
      WHERE waiting.conversation_id = :conversation AND c.owner = :owner
      """)
  Optional<String> find(UUID conversation, String owner);

  @Query(
      """
      DELETE FROM imbi_assistant.waiting_turn waiting
      USING imbi_assistant.conversation c
      WHERE c.id = waiting.conversation_id AND waiting.conversation_id = :conversation
        AND c.owner = :owner
      """)
  int forget(UUID conversation, String owner);
}
