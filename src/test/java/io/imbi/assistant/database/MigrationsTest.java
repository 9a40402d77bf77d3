package io.imbi.assistant.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.identity.Owner;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Databases as they are found when the service is started anew on them. */
class MigrationsTest {

  private static final Owner OWNER = new Owner("ann@example.com");
  private static final UUID CONVERSATION = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

  private final TestPostgres database = TestPostgres.create();

  @Test
  void whatAnOlderVersionStoredIsThereAndGoesOn() throws SQLException {
    migrateTo("1.1");
    execute(
        """
        INSERT INTO imbi_assistant.conversation
          (id, owner, title, model, created_at, updated_at, next_sequence)
        VALUES ('%1$s', 'ann@example.com', 'Old', 'm', now(), now(), 1);
        INSERT INTO imbi_assistant.message
          (conversation_id, sequence, id, role, content, created_at)
        VALUES ('%1$s', 0, gen_random_uuid(), 'user', 'Hi', now());
        """
            .formatted(CONVERSATION));

    try (var service = start()) {
      var store = service.getBean(ConversationStore.class);
      store.append(
          OWNER, CONVERSATION, 1, List.of(NewMessage.fromUser(UUID.randomUUID(), "Still there?")));
      assertThat(store.load(OWNER, CONVERSATION).orElseThrow().messages())
          .extracting("content")
          .containsExactly("Hi", "Still there?");
    }
  }

  @Test
  void whatCameLaterToAnEarlierFeatureIsMadeUpFor() throws SQLException {
    migrateTo("latest");
    execute(
        """
        DROP TABLE imbi_assistant.waiting_turn;
        DELETE FROM imbi_assistant.flyway_schema_history WHERE version = '1.2';
        """);

    start().close();

    execute("SELECT document FROM imbi_assistant.waiting_turn");
  }

  @Test
  void aNewerVersionsDatabaseServesAnOlderOneToo() throws SQLException {
    migrateTo("latest");
    execute(
        """
        INSERT INTO imbi_assistant.flyway_schema_history
          (installed_rank, version, description, type, script, checksum, installed_by,
           execution_time, success)
        SELECT 1000 + n, CASE n WHEN 1 THEN '1.99' ELSE '99.1' END, 'newer', 'SQL',
          'V' || n || '.sql', n, 'postgres', 1, true
        FROM generate_series(1, 2) n;
        """);

    start().close();
  }

  @Test
  void manyThatStartAtOnceOnAnEmptyDatabaseAllStart()
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ApplicationContext>> starts = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        starts.add(this::start);
      }
      for (Future<ApplicationContext> started : threads.invokeAll(starts)) {
        started.get().close();
      }
    }
  }

  @Test
  void aUserWhoMayNotCreateTheSchemaIsToldSo() throws SQLException {
    execute("CREATE ROLE guest LOGIN");
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("postgres.url", database.url().replace("postgres@", "guest@"));

    assertThatThrownBy(() -> ApplicationContext.run(properties).close())
        .hasStackTraceContaining(
            "POSTGRES_URL: the user guest may not create the schema imbi_assistant");
  }

  @Test
  void aUserWhoMayNotCreateTheSchemaUsesOneThatIsThere() throws SQLException {
    execute("CREATE ROLE tenant LOGIN; CREATE SCHEMA imbi_assistant AUTHORIZATION tenant");
    Map<String, Object> properties = new HashMap<>(database.properties());
    properties.put("postgres.url", database.url().replace("postgres@", "tenant@"));

    try (var service = ApplicationContext.run(properties)) {
      assertThat(service.getBean(ConversationStore.class).create(OWNER, "m").model())
          .isEqualTo("m");
    }
  }

  private ApplicationContext start() {
    return ApplicationContext.run(database.properties());
  }

  private void migrateTo(String version) {
    Flyway.configure()
        .dataSource(database.dataSource())
        .defaultSchema("imbi_assistant")
        .target(version)
        .load()
        .migrate();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
