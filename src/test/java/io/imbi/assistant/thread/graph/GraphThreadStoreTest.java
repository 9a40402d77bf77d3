package io.imbi.assistant.thread.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.thread.ThreadStore;
import io.imbi.assistant.thread.ThreadStoreContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GraphThreadStoreTest extends ThreadStoreContract {

  private static TestAge age;

  @BeforeAll
  static void start() {
    age = TestAge.start(ThreadGraph.schema());
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @Test
  void whatGrowsIsReadByIndex() {
    assertThat(age.explainInOrder(Statements.LATEST, Parameters.of("contact", "c")))
        .contains("jimsthread_by_contact_id_created_at_id")
        .doesNotContain("Sort");
    Parameters thread = Parameters.of("thread", "t");
    assertThat(age.explainInOrder(Statements.EVENTS, thread))
        .contains("jimsevent_by_thread_id_position")
        .doesNotContain("Sort");
    assertThat(age.explainInOrder(Statements.LAST_POSITION, thread))
        .contains("jimsevent_by_thread_id_position")
        .doesNotContain("Sort");
  }

  @Override
  protected ThreadStore store() {
    return new GraphThreadStore(age.graph(), Clock.systemUTC());
  }

  @Override
  protected ThreadStore otherReplica() {
    return new GraphThreadStore(age.graph(), Clock.systemUTC());
  }
}
