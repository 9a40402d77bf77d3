package io.imbi.assistant.conversation;

import static io.imbi.assistant.conversation.TurnLeases.Acquisition.ACQUIRED;
import static io.imbi.assistant.conversation.TurnLeases.Acquisition.HELD;
import static io.imbi.assistant.conversation.TurnLeases.Acquisition.NO_SUCH_CONVERSATION;
import static io.imbi.assistant.conversation.TurnLeases.Renewal.LOST;
import static io.imbi.assistant.conversation.TurnLeases.Renewal.RENEWED;
import static io.imbi.assistant.conversation.TurnLeases.Renewal.STOP_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.imbi.assistant.conversation.TurnLeases.Acquisition;
import io.imbi.assistant.identity.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link TurnLeases} promises. Each store has a subclass that runs this on a real database.
 */
public abstract class TurnLeasesContract {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final Owner ann = new Owner("ann." + UUID.randomUUID() + "@example.com");
  private final Owner bob = new Owner("bob." + UUID.randomUUID() + "@example.com");
  private final UUID turn = UUID.randomUUID();
  private final UUID otherTurn = UUID.randomUUID();
  private UUID conversation = turn;

  protected abstract ConversationStore store();

  protected abstract TurnLeases leases();

  /** Another process's view of the same database. */
  protected abstract TurnLeases otherReplica();

  /** The clock of the processes, which must not matter. */
  protected abstract SettableClock clock();

  @BeforeEach
  void createConversation() {
    clock().set(Instant.parse("2026-03-01T10:00:00Z"));
    conversation = store().create(ann, "claude-sonnet-4-6").id();
  }

  @Test
  void aFreeLeaseIsAcquired() {
    assertThat(leases().isHeld(ann, conversation)).isFalse();

    assertThat(leases().acquire(ann, conversation, turn, LONG)).isEqualTo(ACQUIRED);

    assertThat(leases().isHeld(ann, conversation)).isTrue();
    assertThat(otherReplica().isHeld(ann, conversation)).isTrue();
  }

  @Test
  void aHeldLeaseIsNotAcquiredByAnother() {
    leases().acquire(ann, conversation, turn, LONG);

    assertThat(leases().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(HELD);
    assertThat(otherReplica().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(HELD);
    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(RENEWED);
  }

  @Test
  void aHolderThatAsksAgainStillHasIt() {
    leases().acquire(ann, conversation, turn, LONG);

    assertThat(leases().acquire(ann, conversation, turn, LONG)).isEqualTo(ACQUIRED);
    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(RENEWED);
  }

  @Test
  void eachConversationHasALeaseOfItsOwn() {
    UUID other = store().create(ann, "claude-sonnet-4-6").id();
    leases().acquire(ann, conversation, turn, LONG);

    assertThat(leases().acquire(ann, other, otherTurn, LONG)).isEqualTo(ACQUIRED);
  }

  @Test
  void aConversationThatIsNotTheOwnersHasNoLease() {
    assertThat(leases().acquire(bob, conversation, turn, LONG)).isEqualTo(NO_SUCH_CONVERSATION);
    assertThat(leases().acquire(ann, UUID.randomUUID(), turn, LONG))
        .isEqualTo(NO_SUCH_CONVERSATION);
    assertThat(leases().isHeld(ann, conversation)).isFalse();

    leases().acquire(ann, conversation, turn, LONG);

    assertThat(leases().acquire(bob, conversation, otherTurn, LONG))
        .isEqualTo(NO_SUCH_CONVERSATION);
    assertThat(leases().isHeld(bob, conversation)).isFalse();
    assertThat(leases().requestStop(bob, conversation)).isFalse();
    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(RENEWED);
  }

  @Test
  void aLeaseThatHasRunOutIsTakenOver() {
    leases().acquire(ann, conversation, turn, SHORT);

    await().until(() -> otherReplica().acquire(ann, conversation, otherTurn, LONG) == ACQUIRED);

    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(LOST);
    assertThat(otherReplica().renew(conversation, otherTurn, LONG)).isEqualTo(RENEWED);
  }

  @Test
  void aLeaseThatHasRunOutIsNotHeldAndCannotBeStopped() {
    leases().acquire(ann, conversation, turn, SHORT);

    await().until(() -> !leases().isHeld(ann, conversation));

    assertThat(leases().requestStop(ann, conversation)).isFalse();
  }

  @Test
  void aLeaseThatNobodyTookIsRenewedThoughItHadRunOut() {
    leases().acquire(ann, conversation, turn, SHORT);
    await().until(() -> !leases().isHeld(ann, conversation));

    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(RENEWED);
    assertThat(leases().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(HELD);
  }

  @Test
  void renewingMakesTheLeaseLast() {
    leases().acquire(ann, conversation, turn, SHORT);
    leases().renew(conversation, turn, LONG);

    assertThat(leases().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(HELD);
    assertThat(leases().isHeld(ann, conversation)).isTrue();
  }

  @Test
  void nobodyRenewsWhatTheyDoNotHold() {
    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(LOST);
    leases().acquire(ann, conversation, turn, LONG);
    assertThat(leases().renew(conversation, otherTurn, LONG)).isEqualTo(LOST);
    assertThat(leases().renew(UUID.randomUUID(), turn, LONG)).isEqualTo(LOST);
  }

  @Test
  void aReleasedLeaseIsFree() {
    leases().acquire(ann, conversation, turn, LONG);

    leases().release(conversation, turn);

    assertThat(leases().isHeld(ann, conversation)).isFalse();
    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(LOST);
    assertThat(otherReplica().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(ACQUIRED);
  }

  @Test
  void releasingWhatOneDoesNotHoldDoesNothing() {
    leases().release(conversation, turn);
    leases().acquire(ann, conversation, turn, LONG);

    leases().release(conversation, otherTurn);
    leases().release(UUID.randomUUID(), turn);

    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(RENEWED);
  }

  @Test
  void theHolderLearnsOfAStopAtItsNextRenewal() {
    leases().acquire(ann, conversation, turn, LONG);
    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(RENEWED);

    assertThat(otherReplica().requestStop(ann, conversation)).isTrue();
    assertThat(otherReplica().requestStop(ann, conversation)).isTrue();

    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(STOP_REQUESTED);
    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(STOP_REQUESTED);
    assertThat(leases().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(HELD);
  }

  @Test
  void thereIsNothingToStopWhereNothingRuns() {
    assertThat(leases().requestStop(ann, conversation)).isFalse();
    assertThat(leases().requestStop(ann, UUID.randomUUID())).isFalse();
  }

  @Test
  void aStopIsForOneTurnOnly() {
    leases().acquire(ann, conversation, turn, LONG);
    leases().requestStop(ann, conversation);
    leases().release(conversation, turn);
    leases().acquire(ann, conversation, otherTurn, SHORT);
    assertThat(leases().renew(conversation, otherTurn, SHORT)).isEqualTo(RENEWED);
    await().until(() -> !leases().isHeld(ann, conversation));
    leases().renew(conversation, otherTurn, LONG);
    leases().requestStop(ann, conversation);
    leases().renew(conversation, otherTurn, SHORT);

    await().until(() -> leases().acquire(ann, conversation, turn, LONG) == ACQUIRED);

    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(RENEWED);
  }

  @Test
  void aDeletedConversationsLeaseIsLost() {
    leases().acquire(ann, conversation, turn, LONG);

    store().delete(ann, conversation);

    assertThat(leases().renew(conversation, turn, LONG)).isEqualTo(LOST);
    assertThat(leases().isHeld(ann, conversation)).isFalse();
    assertThat(leases().requestStop(ann, conversation)).isFalse();
    assertThat(leases().acquire(ann, conversation, turn, LONG)).isEqualTo(NO_SUCH_CONVERSATION);
    leases().release(conversation, turn);
  }

  @Test
  void theClocksOfTheProcessesDoNotMatter() {
    leases().acquire(ann, conversation, turn, LONG);

    clock().advance(Duration.ofDays(365));
    assertThat(leases().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(HELD);
    clock().advance(Duration.ofDays(-2 * 365));
    assertThat(leases().acquire(ann, conversation, otherTurn, LONG)).isEqualTo(HELD);
  }

  @Test
  void ofManyThatWantALeaseAtOnceOneGetsIt() throws InterruptedException, ExecutionException {
    List<Callable<Acquisition>> turns = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      TurnLeases replica = i % 2 == 0 ? leases() : otherReplica();
      turns.add(() -> replica.acquire(ann, conversation, UUID.randomUUID(), LONG));
    }

    List<Acquisition> outcomes = Racers.race(turns);

    assertThat(outcomes).containsOnly(ACQUIRED, HELD);
    assertThat(Collections.frequency(outcomes, ACQUIRED)).isEqualTo(1);
  }

  @Test
  void ofManyThatWantToTakeOverOneGetsIt() throws InterruptedException, ExecutionException {
    leases().acquire(ann, conversation, turn, SHORT);
    await().until(() -> !leases().isHeld(ann, conversation));
    List<Callable<Acquisition>> turns = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      TurnLeases replica = i % 2 == 0 ? leases() : otherReplica();
      turns.add(() -> replica.acquire(ann, conversation, UUID.randomUUID(), LONG));
    }

    assertThat(Collections.frequency(Racers.race(turns), ACQUIRED)).isEqualTo(1);
  }
}
