package io.imbi.assistant.thread.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.database.TestPostgres;
import io.imbi.assistant.thread.ThreadStore;
import io.imbi.assistant.thread.ThreadStoreContract;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RelationalThreadStoreTest extends ThreadStoreContract {

  private static final TestPostgres DATABASE = TestPostgres.create();
  private static final ApplicationContext ONE = ApplicationContext.run(DATABASE.properties());
  private static final ApplicationContext TWO = ApplicationContext.run(DATABASE.properties());

  @AfterAll
  static void stop() {
    ONE.close();
    TWO.close();
  }

  @Override
  protected ThreadStore store() {
    return ONE.getBean(ThreadStore.class);
  }

  @Override
  protected ThreadStore otherReplica() {
    return TWO.getBean(ThreadStore.class);
  }

  @Test
  void theLatestThreadIsReadByIndex() throws SQLException {
    try (Connection connection = DATABASE.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO imbi_assistant.thread
          SELECT gen_random_uuid(), 'c' || (n % 500), now() - n * interval '1 second', '{}'
          FROM generate_series(1, 20000) n
          """);
      statement.execute("ANALYZE imbi_assistant.thread");
      var plan = new StringBuilder();
      try (ResultSet rows =
          statement.executeQuery(
              "EXPLAIN SELECT * FROM imbi_assistant.thread WHERE contact = 'c7'"
                  + " ORDER BY created_at DESC, id DESC LIMIT 1")) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      assertThat(plan.toString()).contains("thread_by_contact").doesNotContain("Sort");
    }
  }
}
