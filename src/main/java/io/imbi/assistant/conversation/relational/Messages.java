package io.imbi.assistant.conversation.relational;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/** Statements on {@code message}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Messages extends GenericRepository<MessageRow, UUID> {

  String HISTORY =
      """
      SELECT c.id, c.owner, c.title, c.model, c.archived, c.created_at, c.updated_at,
        m.id AS message_id, m.sequence, m.role, m.content, m.tool_use, m.tool_results,
        m.created_at AS message_created_at, m.token_usage, m.raw_provider, m.raw_blocks
      FROM imbi_assistant.conversation c
      LEFT JOIN imbi_assistant.message m ON m.conversation_id = c.id
      """;

  String OWNERS_HISTORY =
      HISTORY + "WHERE c.id = :conversation AND c.owner = :owner ORDER BY m.sequence";

  /** Inserts all in one batch. */
  void saveAll(List<MessageRow> rows);

  /** The conversation and its messages in one snapshot; nothing if there is no conversation. */
  @Query(OWNERS_HISTORY)
  List<HistoryRow> history(UUID conversation, String owner);

  /** As {@link #history}, whoever owns it. */
  @Query(HISTORY + "WHERE c.id = :conversation ORDER BY m.sequence")
  List<HistoryRow> historyOfAnyone(UUID conversation);
}
