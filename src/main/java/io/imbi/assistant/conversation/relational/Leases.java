package io.imbi.assistant.conversation.relational;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/** Statements on {@code turn_lease}. Each is one transaction of its own. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Leases extends GenericRepository<LeaseRow, UUID> {

  /**
   * Takes the lease if it is free, has run out or is the holder's already. Locking the conversation
   * makes a deletion wait, or be seen.
   *
   * @return 1 if it was taken
   */
  @Query(
      """
      INSERT INTO imbi_assistant.turn_lease AS lease (conversation_id, holder, expires_at)
      SELECT id, :holder, clock_timestamp() + :millis * interval '1 millisecond'
      FROM imbi_assistant.conversation
      WHERE id = :conversation AND owner = :owner
      FOR KEY SHARE
      ON CONFLICT (conversation_id) DO UPDATE
      SET holder = excluded.holder, expires_at = excluded.expires_at,
        stop_requested = lease.stop_requested AND lease.holder = excluded.holder
      WHERE lease.expires_at <= clock_timestamp() OR lease.holder = excluded.holder
      """)
  int take(UUID conversation, String owner, UUID holder, long millis);

  /** Whether a stop was requested; nothing if the holder has lost the lease. */
  @Query(
      """
      UPDATE imbi_assistant.turn_lease
      SET expires_at = clock_timestamp() + :millis * interval '1 millisecond'
      WHERE conversation_id = :conversation AND holder = :holder
      RETURNING stop_requested
      """)
  List<Boolean> extend(UUID conversation, UUID holder, long millis);

  int deleteByConversationIdAndHolder(UUID conversationId, UUID holder);

  @Query(
      """
      UPDATE imbi_assistant.turn_lease lease
      SET stop_requested = true
      FROM imbi_assistant.conversation c
      WHERE c.id = lease.conversation_id AND c.owner = :owner
        AND lease.conversation_id = :conversation AND lease.expires_at > clock_timestamp()
      """)
  int requestStop(UUID conversation, String owner);

  @Query(
      """
      SELECT EXISTS (
        SELECT FROM imbi_assistant.turn_lease lease
        JOIN imbi_assistant.conversation c ON c.id = lease.conversation_id
        WHERE c.owner = :owner AND lease.conversation_id = :conversation
          AND lease.expires_at > clock_timestamp())
      """)
  boolean isHeld(UUID conversation, String owner);
}
