package io.imbi.assistant.conversation.graph;

import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.conversation.ConversationArchiveContract;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.graph.TestAge;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class GraphConversationArchiveTest extends ConversationArchiveContract {

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
  protected ConversationArchive archive() {
    return new GraphConversationArchive(age.graph());
  }

  @Override
  protected ConversationStore store() {
    return new GraphConversationStore(age.graph(), Clock.systemUTC());
  }
}
