package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.SettableClock;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.conversation.TurnLeasesContract;
import io.imbi.assistant.graph.TestAge;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class GraphTurnLeasesTest extends TurnLeasesContract {

  private static TestAge age;

  private final SettableClock clock = new SettableClock(Instant.EPOCH);

  @BeforeAll
  static void start() {
    age = TestAge.start(ConversationGraph.schema());
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @Override
  protected ConversationStore store() {
    return new GraphConversationStore(age.graph(), clock);
  }

  @Override
  protected TurnLeases leases() {
    return new GraphTurnLeases(age.graph());
  }

  @Override
  protected TurnLeases otherReplica() {
    return new GraphTurnLeases(age.graph());
  }

  @Override
  protected SettableClock clock() {
    return clock;
  }
}
