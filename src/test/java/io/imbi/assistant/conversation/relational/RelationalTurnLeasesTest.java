package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.SettableClock;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.conversation.TurnLeasesContract;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;

class RelationalTurnLeasesTest extends TurnLeasesContract {

  private static final SettableClock CLOCK = new SettableClock(Instant.EPOCH);
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
  protected TurnLeases leases() {
    return REPLICAS.leases();
  }

  @Override
  protected TurnLeases otherReplica() {
    return REPLICAS.otherLeases();
  }

  @Override
  protected SettableClock clock() {
    return CLOCK;
  }
}
