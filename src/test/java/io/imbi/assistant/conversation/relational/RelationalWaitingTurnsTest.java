package io.imbi.assistant.conversation.relational;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.SettableClock;
import io.imbi.assistant.conversation.WaitingTurns;
import io.imbi.assistant.conversation.WaitingTurnsContract;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;

class RelationalWaitingTurnsTest extends WaitingTurnsContract {

  private static final TwoReplicas REPLICAS = new TwoReplicas(new SettableClock(Instant.EPOCH));

  @AfterAll
  static void stop() {
    REPLICAS.close();
  }

  @Override
  protected WaitingTurns waitingTurns() {
    return REPLICAS.waitingTurns();
  }

  @Override
  protected ConversationStore conversations() {
    return REPLICAS.store();
  }
}
