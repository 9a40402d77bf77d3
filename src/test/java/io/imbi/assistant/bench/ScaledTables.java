package io.imbi.assistant.bench;

import io.imbi.assistant.conversation.relational.TablePlans;
import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.identity.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** The tables, in the embedded PostgreSQL. */
final class ScaledTables implements ScaledStore {

  private final TestPostgres database = TestPostgres.create();

  @Override
  public Map<String, Object> settings() {
    return database.properties();
  }

  @Override
  public void fill(int users) {
    execute(
        """
        INSERT INTO imbi_assistant.conversation
          (id, owner, title, model, archived, created_at, updated_at, next_sequence)
        SELECT gen_random_uuid(),
          'user' || CASE WHEN n %% %d = 0 THEN 0 ELSE n %% %d END || '@example.com',
          'Conversation ' || n, 'm', n %% 3 = 0, timestamptz '2026-01-01',
          timestamptz '2026-01-01' + n * interval '1 second', 2
        FROM generate_series(1, %d) n
        """
            .formatted(BUSY_SHARE, users, users * CONVERSATIONS_EACH));
    execute(
        """
        INSERT INTO imbi_assistant.message
          (conversation_id, sequence, id, role, content, created_at)
        SELECT c.id, n, gen_random_uuid(), CASE n WHEN 0 THEN 'user' ELSE 'assistant' END, '%s',
          c.created_at
        FROM imbi_assistant.conversation c, generate_series(0, 1) n
        """
            .formatted(MESSAGE));
    execute("VACUUM ANALYZE");
  }

  /** Here a token is believed. */
  @Override
  public boolean hasDirectory() {
    return false;
  }

  @Override
  public Map<String, String> plans(Owner owner, UUID conversation) {
    return TablePlans.of(database.dataSource(), owner, conversation);
  }

  private void execute(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The server goes with this process. */
  @Override
  public void close() {}
}
