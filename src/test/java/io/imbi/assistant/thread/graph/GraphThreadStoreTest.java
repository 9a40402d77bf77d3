package io.imbi.assistant.thread.graph;

import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.thread.ThreadStore;
import io.imbi.assistant.thread.ThreadStoreContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

  @Override
  protected ThreadStore store() {
    return new GraphThreadStore(age.graph(), Clock.systemUTC());
  }

  @Override
  protected ThreadStore otherReplica() {
    return new GraphThreadStore(age.graph(), Clock.systemUTC());
  }
}
