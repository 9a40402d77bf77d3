package io.imbi.assistant.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.conversation.ConversationArchive.Outcome;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What {@link ConversationArchive} promises. */
public abstract class ConversationArchiveContract {

  private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.000006Z");
  private static final Instant UPDATED = Instant.parse("2026-02-03T04:05:06Z");

  private final Owner ann = new Owner("ann." + UUID.randomUUID() + "@example.com");
  private final Owner bob = new Owner("bob." + UUID.randomUUID() + "@example.com");

  protected abstract ConversationArchive archive();

  protected abstract ConversationStore store();

  @Test
  void aConversationIsStoredAsItIs() {
    History history = history(UUID.randomUUID(), ann, 3);

    assertThat(archive().put(history)).isEqualTo(Outcome.ADDED);

    assertThat(store().load(ann, history.conversation().id())).contains(history);
    assertThat(store().list(ann, 10, 0, true)).containsExactly(history.conversation());
  }

  @Test
  void everythingThatCameOutGoesInAgain() {
    History one = history(UUID.randomUUID(), ann, 4);
    History empty = history(UUID.randomUUID(), bob, 0);
    archive().put(one);
    archive().put(empty);

    List<History> all = new ArrayList<>();
    archive().forEach(all::add);

    assertThat(all).contains(one, empty);
    assertThat(all)
        .extracting(history -> history.conversation().id().toString())
        .isSortedAccordingTo(Comparator.naturalOrder())
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsThereIsLeftAlone() {
    History history = history(UUID.randomUUID(), ann, 2);
    archive().put(history);
    Conversation renamed =
        store().update(ann, history.conversation().id(), "My own title", null).orElseThrow();

    assertThat(archive().put(history)).isEqualTo(Outcome.PRESENT);

    assertThat(store().load(ann, renamed.id())).contains(new History(renamed, history.messages()));
  }

  @Test
  void anOlderStateChangesNothing() {
    History history = history(UUID.randomUUID(), ann, 4);
    archive().put(history);

    assertThat(archive().put(new History(history.conversation(), history.messages().subList(0, 2))))
        .isEqualTo(Outcome.PRESENT);

    assertThat(store().load(ann, history.conversation().id())).contains(history);
  }

  @Test
  void whatIsThereInPartIsCompleted() {
    History whole = history(UUID.randomUUID(), ann, 5);
    Conversation before =
        new Conversation(whole.conversation().id(), ann, null, CREATED, CREATED, "m", false);
    archive().put(new History(before, whole.messages().subList(0, 2)));

    assertThat(archive().put(whole)).isEqualTo(Outcome.COMPLETED);

    History completed = store().load(ann, before.id()).orElseThrow();
    assertThat(completed.messages()).isEqualTo(whole.messages());
    assertThat(completed.conversation().title()).isEqualTo("A title");
    assertThat(completed.conversation().archived()).isTrue();
    assertThat(completed.conversation().updatedAt()).isEqualTo(UPDATED);
    assertThat(archive().put(whole)).isEqualTo(Outcome.PRESENT);
  }

  @Test
  void anotherConversationOfTheSameIdIsNotTouched() {
    History anns = history(UUID.randomUUID(), ann, 2);
    archive().put(anns);

    assertThat(archive().put(history(anns.conversation().id(), ann, 3)))
        .isEqualTo(Outcome.DIFFERENT);
    assertThat(archive().put(history(anns.conversation().id(), bob, 0)))
        .isEqualTo(Outcome.DIFFERENT);

    assertThat(store().load(ann, anns.conversation().id())).contains(anns);
    assertThat(store().load(bob, anns.conversation().id())).isEmpty();
  }

  @Test
  void aConversationThatCameInGoesOn() {
    History history = history(UUID.randomUUID(), ann, 2);
    archive().put(history);

    store()
        .append(
            ann,
            history.conversation().id(),
            history.nextSequence(),
            List.of(NewMessage.fromUser(UUID.randomUUID(), "go on")));

    assertThat(store().load(ann, history.conversation().id()).orElseThrow().messages()).hasSize(3);
  }

  @Test
  void messagesThatAreNotNumberedAreRefused() {
    History history = history(UUID.randomUUID(), ann, 2);
    List<Message> same =
        history.messages().stream().map(message -> message.withSequence(7)).toList();
    History unnumbered = new History(history.conversation(), same);

    assertThatThrownBy(() -> archive().put(unnumbered))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store().find(ann, history.conversation().id())).isEmpty();

    assertThat(archive().put(unnumbered.renumbered())).isEqualTo(Outcome.ADDED);
    assertThat(store().load(ann, history.conversation().id()).orElseThrow().messages())
        .extracting(Message::sequence)
        .containsExactly(7, 8);
  }

  @Test
  void gapsBetweenSequencesAreKept() {
    History history = history(UUID.randomUUID(), ann, 2);
    List<Message> apart =
        List.of(
            history.messages().get(0).withSequence(3), history.messages().get(1).withSequence(9));

    archive().put(new History(history.conversation(), apart));

    assertThat(store().load(ann, history.conversation().id()).orElseThrow().messages())
        .isEqualTo(apart);
  }

  @Test
  void ofTwoThatPutTheSameOneAddsIt() throws InterruptedException, ExecutionException {
    History history = history(UUID.randomUUID(), ann, 3);
    Callable<Outcome> put = () -> archive().put(history);

    assertThat(Racers.race(List.of(put, put)))
        .containsExactlyInAnyOrder(Outcome.ADDED, Outcome.PRESENT);
    assertThat(store().list(ann, 10, 0, true)).hasSize(1);
  }

  protected static History history(UUID id, Owner owner, int messages) {
    List<Message> all = new ArrayList<>();
    for (int sequence = 0; sequence < messages; sequence++) {
      all.add(message(id, sequence));
    }
    return new History(
        new Conversation(id, owner, "A title", CREATED, UPDATED, "claude-sonnet-4-6", true), all);
  }

  private static Message message(UUID conversation, int sequence) {
    boolean answer = sequence % 2 == 1;
    return new Message(
        UUID.randomUUID(),
        conversation,
        answer ? Role.ASSISTANT : Role.USER,
        "Größe 📏 " + sequence,
        answer ? List.of(new ToolUse("t" + sequence, "n", Json.parse("{\"a\": 1.50}"))) : List.of(),
        answer ? List.of() : List.of(new ToolResult("t", Json.text("\0"), true)),
        CREATED.plusSeconds(sequence),
        sequence,
        answer ? new TokenUsage(Long.MAX_VALUE, 1) : null,
        answer
            ? new RawContent("claude", (ArrayNode) Json.parse("[{\"type\":\"thinking\"}]"))
            : null);
  }
}
