package io.imbi.assistant.conversation.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.conversation.Conversation;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.ConversationStoreContract;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.identity.Owner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RelationalConversationStoreTest extends ConversationStoreContract {

  private static final TwoReplicas REPLICAS = new TwoReplicas(CLOCK);

  @AfterAll
  static void stop() {
    REPLICAS.close();
  }

  @Override
  protected ConversationStore store() {
    return REPLICAS.store();
  }

  @Override
  protected ConversationStore otherReplica() {
    return REPLICAS.otherStore();
  }

  @Test
  void anAppendThatFailsHalfwayLeavesNothing() throws SQLException {
    var owner = new Owner("halfway@example.com");
    Conversation created = store().create(owner, "m");
    execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON imbi_assistant.message
          FOR EACH ROW WHEN (NEW.content = 'the second') EXECUTE FUNCTION refuse();
        """);

    assertThatThrownBy(
            () ->
                store()
                    .append(owner, created.id(), 0, List.of(said("the first"), said("the second"))))
        .isInstanceOf(RuntimeException.class)
        .extracting(Throwables::getStackTrace, InstanceOfAssertFactories.STRING)
        .contains("refused")
        .as("what was said does not get into logs")
        .doesNotContain("the second");

    assertThat(store().load(owner, created.id()).orElseThrow().conversation()).isEqualTo(created);
    assertThat(store().load(owner, created.id()).orElseThrow().messages()).isEmpty();
    execute("DROP TRIGGER refuse ON imbi_assistant.message; DROP FUNCTION refuse()");
    assertThat(store().append(owner, created.id(), 0, List.of(said("the second")))).hasSize(1);
  }

  @Test
  void deletingLeavesNoRowBehind() throws SQLException {
    var owner = new Owner("rows@example.com");
    Conversation created = store().create(owner, "m");
    store().append(owner, created.id(), 0, List.of(said("one"), said("two")));

    store().delete(owner, created.id());

    assertThat(
            query(
                "SELECT count(*) FROM imbi_assistant.message WHERE conversation_id = '%s'"
                    .formatted(created.id())))
        .isEqualTo("0\n");
  }

  @Test
  void aConnectionThatWasKilledIsReplaced() throws SQLException {
    var owner = new Owner("killed@example.com");
    Conversation created = store().create(owner, "m");

    for (int round = 0; round < 3; round++) {
      execute(
          """
          SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()
          """);

      store().append(owner, created.id(), round, List.of(said("round " + round)));
    }

    assertThat(store().load(owner, created.id()).orElseThrow().messages()).hasSize(3);
  }

  @Test
  void aPageIsReadOffAnIndexInItsOrder() throws SQLException {
    execute(
        """
        INSERT INTO imbi_assistant.conversation
          (id, owner, model, archived, created_at, updated_at)
        SELECT gen_random_uuid(), 'owner' || n % 20 || '@example.com', 'm', n % 3 = 0,
          timestamptz '2026-01-01 00:00Z' + n * interval '1 second',
          timestamptz '2026-01-01 00:00Z' + n * interval '1 second'
        FROM generate_series(1, 40000) n;
        ANALYZE imbi_assistant.conversation;
        """);

    assertThat(plan(Conversations.PAGE_OF_ALL))
        .contains("Index Scan using conversation_by_owner on conversation")
        .doesNotContain("Sort", "Seq Scan");
    assertThat(plan(Conversations.PAGE_OF_UNARCHIVED))
        .contains("Index Scan using conversation_by_owner_unarchived on conversation")
        .doesNotContain("Sort", "Seq Scan");
  }

  private static String plan(String page) throws SQLException {
    String sql =
        page.replace(":owner", "'owner7@example.com'")
            .replace(":limit", "20")
            .replace(":offset", "40");
    return query("EXPLAIN " + sql);
  }

  private static NewMessage said(String text) {
    return NewMessage.fromUser(UUID.randomUUID(), text);
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = REPLICAS.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String sql) throws SQLException {
    var rows = new StringBuilder();
    try (Connection connection = REPLICAS.database().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      while (results.next()) {
        rows.append(results.getString(1)).append('\n');
      }
    }
    return rows.toString();
  }
}
