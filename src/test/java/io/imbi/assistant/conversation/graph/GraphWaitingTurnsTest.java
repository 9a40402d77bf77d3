package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.WaitingTurns;
import io.imbi.assistant.conversation.WaitingTurnsContract;
import io.imbi.assistant.graph.TestAge;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class GraphWaitingTurnsTest extends WaitingTurnsContract {

  private static TestAge age;

  @BeforeAll
  static void start() {
    age = TestAge.start(ConversationGraph.schema());
  }

  @AfterAll
  static void stop() {
    age.close();
  }

  @Override
  protected WaitingTurns waitingTurns() {
    return new GraphWaitingTurns(age.graph());
  }

  @Override
  protected ConversationStore conversations() {
    return new GraphConversationStore(age.graph(), Clock.systemUTC());
  }
}
