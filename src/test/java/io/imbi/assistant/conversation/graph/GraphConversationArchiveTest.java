package io.imbi.assistant.conversation.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.conversation.ConversationArchive;
import io.imbi.assistant.conversation.ConversationArchiveContract;
import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.History;
import io.imbi.assistant.graph.CypherQuery;
import io.imbi.assistant.graph.Parameters;
import io.imbi.assistant.graph.TestAge;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.imbi.LogCapture;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GraphConversationArchiveTest extends ConversationArchiveContract {

  private static final CypherQuery CREATE =
      CypherQuery.of("CREATE (:Conversation {id: $id, user_email: $owner})");

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

  @Test
  void whatCannotBeReadIsSaidAndStopsNothing() {
    History readable = history(UUID.randomUUID(), new Owner("ann@example.com"), 2);
    archive().put(readable);
    age.graph().run(CREATE, Parameters.of("id", "no UUID").and("owner", "ann@example.com"));
    String ownerless = UUID.randomUUID().toString();
    age.graph().run(CREATE, Parameters.of("id", ownerless).and("owner", (String) null));

    List<History> all = new ArrayList<>();
    try (var log = new LogCapture(GraphConversationArchive.class)) {
      archive().forEach(all::add);

      assertThat(log.warnings())
          .hasSize(2)
          .anyMatch(line -> line.contains("no UUID"))
          .anyMatch(line -> line.contains(ownerless));
    }
    assertThat(all).contains(readable);
  }
}
