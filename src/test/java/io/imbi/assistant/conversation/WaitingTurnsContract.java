package io.imbi.assistant.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.identity.Owner;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of waiting turns must do. */
public abstract class WaitingTurnsContract {

  private static final Owner ANN = new Owner("ann@example.com");
  private static final Owner BOB = new Owner("bob@example.com");

  /** The waiting turns under test. */
  protected abstract WaitingTurns waitingTurns();

  /** The conversations of the same database. */
  protected abstract ConversationStore conversations();

  @Test
  void nothingWaitsInANewConversation() {
    assertThat(waitingTurns().waiting(ANN, conversation())).isEmpty();
  }

  @Test
  void whatIsKeptIsFoundAsItWas() {
    UUID conversation = conversation();
    String document = "{\"text\":\"it's \\\"quoted\\\" \\u0000 $$ ; 😀\\n\"}";

    waitingTurns().keep(ANN, conversation, document);

    assertThat(waitingTurns().waiting(ANN, conversation)).hasValue(document);
  }

  @Test
  void theLatestTakesThePlaceOfTheOneBefore() {
    UUID conversation = conversation();
    waitingTurns().keep(ANN, conversation, "{\"a\":1}");
    waitingTurns().keep(ANN, conversation, "{\"a\":2}");

    assertThat(waitingTurns().waiting(ANN, conversation)).hasValue("{\"a\":2}");
  }

  @Test
  void whatIsForgottenIsGone() {
    UUID conversation = conversation();
    waitingTurns().keep(ANN, conversation, "{}");
    waitingTurns().forget(ANN, conversation);
    waitingTurns().forget(ANN, conversation);

    assertThat(waitingTurns().waiting(ANN, conversation)).isEmpty();
  }

  @Test
  void anotherUsersConversationDoesNotExist() {
    UUID conversation = conversation();
    waitingTurns().keep(ANN, conversation, "{}");

    assertThat(waitingTurns().waiting(BOB, conversation)).isEmpty();
    assertThatThrownBy(() -> waitingTurns().keep(BOB, conversation, "{\"stolen\":1}"))
        .isInstanceOf(ConversationGoneException.class);
    waitingTurns().forget(BOB, conversation);
    assertThat(waitingTurns().waiting(ANN, conversation)).hasValue("{}");
  }

  @Test
  void itGoesWithItsConversation() {
    UUID conversation = conversation();
    waitingTurns().keep(ANN, conversation, "{}");
    conversations().delete(ANN, conversation);

    assertThat(waitingTurns().waiting(ANN, conversation)).isEmpty();
    assertThatThrownBy(() -> waitingTurns().keep(ANN, conversation, "{}"))
        .isInstanceOf(ConversationGoneException.class);
  }

  private UUID conversation() {
    return conversations().create(ANN, "m").id();
  }
}
