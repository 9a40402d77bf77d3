package io.imbi.assistant.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link ConversationStore} promises. Each store has a subclass that runs this on a real
 * database. Every test has owners of its own, so that one database serves all tests.
 */
public abstract class ConversationStoreContract {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");
  private static final String MODEL = "claude-sonnet-4-6";

  /** The clock of both replicas. */
  protected static final SettableClock CLOCK = new SettableClock(START);

  private final Owner ann = anOwner("ann");
  private final Owner bob = anOwner("bob");

  protected abstract ConversationStore store();

  /** Another process's view of the same database. */
  protected abstract ConversationStore otherReplica();

  @BeforeEach
  void resetClock() {
    CLOCK.set(START);
  }

  // --- conversations ---

  @Test
  void aNewConversationIsUntitledAndEmpty() {
    Conversation created = store().create(ann, MODEL);

    assertThat(created)
        .isEqualTo(new Conversation(created.id(), ann, null, START, START, MODEL, false));
    assertThat(store().find(ann, created.id())).contains(created);
    assertThat(otherReplica().load(ann, created.id())).contains(new History(created, List.of()));
  }

  @Test
  void everyConversationHasAnIdOfItsOwn() {
    assertThat(Stream.generate(() -> store().create(ann, MODEL).id()).limit(20))
        .doesNotHaveDuplicates();
  }

  @Test
  void timesKeepTheirMicrosecondsAndNoMore() {
    CLOCK.set(Instant.parse("2026-10-25T00:30:00.999999999Z"));
    Instant stored = Instant.parse("2026-10-25T00:30:00.999999Z");

    Conversation created = store().create(ann, MODEL);
    Message message = say(created, 0, "hello");

    assertThat(created.createdAt()).isEqualTo(stored);
    assertThat(message.createdAt()).isEqualTo(stored);
    History history = load(created);
    assertThat(history.conversation().createdAt()).isEqualTo(stored);
    assertThat(history.conversation().updatedAt()).isEqualTo(stored);
    assertThat(history.messages()).extracting(Message::createdAt).containsExactly(stored);
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    UUID nowhere = UUID.randomUUID();

    assertThat(store().find(ann, nowhere)).isEmpty();
    assertThat(store().load(ann, nowhere)).isEmpty();
    assertThat(store().update(ann, nowhere, "title", true)).isEmpty();
    assertThat(store().delete(ann, nowhere)).isFalse();
    assertThatThrownBy(() -> store().append(ann, nowhere, 0, List.of(said("hello"))))
        .isInstanceOf(ConversationGoneException.class);
  }

  @Test
  void anothersConversationDoesNotExist() {
    Conversation anns = store().create(ann, MODEL);
    say(anns, 0, "a secret");
    History before = load(anns);

    assertThat(store().find(bob, anns.id())).isEmpty();
    assertThat(store().load(bob, anns.id())).isEmpty();
    assertThat(store().list(bob, 100, 0, true)).isEmpty();
    assertThat(store().update(bob, anns.id(), "mine now", true)).isEmpty();
    assertThat(store().delete(bob, anns.id())).isFalse();
    assertThatThrownBy(() -> store().append(bob, anns.id(), 1, List.of(said("hello"))))
        .isInstanceOf(ConversationGoneException.class);
    assertThatThrownBy(() -> store().append(bob, anns.id(), 0, List.of(said("hello"))))
        .isInstanceOf(ConversationGoneException.class);
    assertThat(load(anns)).isEqualTo(before);
  }

  @Test
  void ownersAreToldApartToTheLetter() {
    var upper = new Owner(ann.value().toUpperCase(Locale.ROOT));
    var wildcard = new Owner("%" + ann.value().substring(1));
    Conversation created = store().create(ann, MODEL);

    assertThat(store().find(upper, created.id())).isEmpty();
    assertThat(store().find(wildcard, created.id())).isEmpty();
    assertThat(store().list(wildcard, 100, 0, true)).isEmpty();
  }

  @Test
  void textThatLooksLikeAStatementIsText() {
    var owner = new Owner("o'; DROP TABLE x; -- $$ \\ \" {a: $b} @" + UUID.randomUUID());
    String text = "'; $1 $$ ?? :name \\' \\u0000 {{}} %s \" `\n\r\t";

    Conversation created = store().create(owner, text);
    store().update(owner, created.id(), text, null);
    store().append(owner, created.id(), 0, List.of(said(text)));

    History history = store().load(owner, created.id()).orElseThrow();
    assertThat(history.conversation().model()).isEqualTo(text);
    assertThat(history.conversation().title()).isEqualTo(text);
    assertThat(history.messages()).extracting(Message::content).containsExactly(text);
    assertThat(store().list(owner, 1, 0, false)).hasSize(1);
  }

  // --- titles ---

  @Test
  void onlyAConversationWithoutATitleIsGivenOne() {
    Conversation created = store().create(ann, "model");
    CLOCK.advance(Duration.ofSeconds(1));

    assertThat(store().giveTitle(bob, created.id(), "Theirs")).isFalse();
    assertThat(store().giveTitle(ann, UUID.randomUUID(), "Nobody's")).isFalse();
    assertThat(store().giveTitle(ann, created.id(), "First")).isTrue();
    assertThat(store().giveTitle(ann, created.id(), "Second")).isFalse();

    Conversation titled = store().find(ann, created.id()).orElseThrow();
    assertThat(titled.title()).isEqualTo("First");
    assertThat(titled.updatedAt()).isAfter(created.updatedAt());
  }

  // --- listing ---

  @Test
  void theMostRecentlyUpdatedComesFirst() {
    Conversation first = createLater();
    Conversation second = createLater();
    Conversation third = createLater();
    CLOCK.advance(Duration.ofSeconds(1));
    say(second, 0, "hello");

    assertThat(ids(store().list(ann, 100, 0, false)))
        .containsExactly(second.id(), third.id(), first.id());
  }

  @Test
  void updatesOfTheSameInstantAreOrderedById() {
    List<UUID> created = Stream.generate(() -> store().create(ann, MODEL).id()).limit(9).toList();

    assertThat(ids(store().list(ann, 100, 0, false)))
        .containsExactlyElementsOf(
            created.stream().sorted(Comparator.comparing(UUID::toString)).toList());
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() {
    for (int i = 0; i < 5; i++) {
      createLater();
    }
    List<Conversation> all = store().list(ann, 100, 0, false);
    assertThat(all).hasSize(5);

    assertThat(store().list(ann, 2, 0, false)).isEqualTo(all.subList(0, 2));
    assertThat(store().list(ann, 2, 2, false)).isEqualTo(all.subList(2, 4));
    assertThat(store().list(ann, 2, 4, false)).isEqualTo(all.subList(4, 5));
    assertThat(store().list(ann, 2, 5, false)).isEmpty();
    assertThat(store().list(ann, 2, 1_000_000, false)).isEmpty();
  }

  @Test
  void theListHoldsWholeConversations() {
    Conversation created = createLater();
    CLOCK.advance(Duration.ofSeconds(1));
    Conversation titled = store().update(ann, created.id(), "A title", null).orElseThrow();

    assertThat(store().list(ann, 1, 0, false)).containsExactly(titled);
  }

  @Test
  void archivedConversationsAreListedOnlyWhenAskedFor() {
    Conversation kept = createLater();
    Conversation archived = createLater();
    store().update(ann, archived.id(), null, true);

    assertThat(ids(store().list(ann, 100, 0, false))).containsExactly(kept.id());
    assertThat(ids(store().list(ann, 100, 0, true))).containsExactly(archived.id(), kept.id());
    assertThat(ids(store().list(ann, 1, 1, true))).containsExactly(kept.id());
    assertThat(store().list(ann, 1, 1, false)).isEmpty();
  }

  // --- updating ---

  @Test
  void aTitleIsSetAndTheRestIsLeft() {
    Conversation created = store().create(ann, MODEL);
    store().update(ann, created.id(), null, true);
    Instant later = CLOCK.advance(Duration.ofMinutes(1));

    Conversation updated = store().update(ann, created.id(), "Größe 📏", null).orElseThrow();

    assertThat(updated)
        .isEqualTo(new Conversation(created.id(), ann, "Größe 📏", START, later, MODEL, true));
    assertThat(store().find(ann, created.id())).contains(updated);
  }

  @Test
  void aConversationIsArchivedAndBroughtBackWithItsTitle() {
    Conversation created = store().create(ann, MODEL);
    store().update(ann, created.id(), "A title", null);

    assertThat(store().update(ann, created.id(), null, true))
        .hasValueSatisfying(
            archived -> {
              assertThat(archived.archived()).isTrue();
              assertThat(archived.title()).isEqualTo("A title");
            });
    assertThat(store().update(ann, created.id(), null, false))
        .hasValueSatisfying(
            back -> {
              assertThat(back.archived()).isFalse();
              assertThat(back.title()).isEqualTo("A title");
            });
  }

  @Test
  void bothAreChangedAtOnce() {
    Conversation created = store().create(ann, MODEL);

    store().update(ann, created.id(), "New", true);

    assertThat(store().find(ann, created.id()))
        .hasValueSatisfying(
            found -> {
              assertThat(found.title()).isEqualTo("New");
              assertThat(found.archived()).isTrue();
            });
  }

  @Test
  void anUpdateOfNothingChangesNothing() {
    Conversation created = store().create(ann, MODEL);
    CLOCK.advance(Duration.ofMinutes(1));

    assertThat(store().update(ann, created.id(), null, null)).contains(created);
    assertThat(store().find(ann, created.id())).contains(created);
  }

  // --- deleting ---

  @Test
  void aDeletedConversationIsGoneWithItsMessages() {
    Conversation created = store().create(ann, MODEL);
    Conversation other = store().create(ann, MODEL);
    say(created, 0, "hello");
    say(other, 0, "still here");

    assertThat(store().delete(ann, created.id())).isTrue();

    assertThat(store().find(ann, created.id())).isEmpty();
    assertThat(otherReplica().load(ann, created.id())).isEmpty();
    assertThat(store().delete(ann, created.id())).isFalse();
    assertThat(load(other).messages()).hasSize(1);
  }

  @Test
  void nothingIsAppendedToADeletedConversation() {
    Conversation created = store().create(ann, MODEL);
    say(created, 0, "hello");
    otherReplica().delete(ann, created.id());

    assertThatThrownBy(() -> store().append(ann, created.id(), 1, List.of(said("still there?"))))
        .isInstanceOf(ConversationGoneException.class);
  }

  // --- messages ---

  @Test
  void messagesComeBackAsTheyWereAppended() {
    Conversation created = store().create(ann, MODEL);
    NewMessage question = said("Which projects are there?");
    NewMessage round =
        new NewMessage(
            UUID.randomUUID(),
            Role.ASSISTANT,
            "Let me look.",
            List.of(
                new ToolUse("toolu_1", "list_projects", Json.parse("{\"limit\": 10}")),
                new ToolUse("toolu_2", "whoami", Json.object())),
            List.of(),
            new TokenUsage(1234, 56),
            new RawContent(
                "claude",
                (ArrayNode)
                    Json.parse(
                        """
                        [{"type":"thinking","thinking":"hm","signature":"c2ln"},
                         {"type":"text","text":"Let me look.","citations":null}]
                        """)));
    NewMessage results =
        NewMessage.results(
            UUID.randomUUID(),
            List.of(
                new ToolResult("toolu_1", Json.text("[]"), false),
                new ToolResult(
                    "toolu_2",
                    Json.parse("[{\"type\":\"text\",\"text\":\"403 Forbidden\"}]"),
                    true)));
    Instant later = CLOCK.advance(Duration.ofSeconds(5));

    List<Message> stored = store().append(ann, created.id(), 0, List.of(question, round, results));

    assertThat(stored)
        .containsExactly(
            stored(created, 0, later, question),
            stored(created, 1, later, round),
            stored(created, 2, later, results));
    History history = otherReplica().load(ann, created.id()).orElseThrow();
    assertThat(history.messages()).isEqualTo(stored);
    assertThat(history.conversation().updatedAt()).isEqualTo(later);
    assertThat(history.conversation().createdAt()).isEqualTo(START);
    assertThat(history.nextSequence()).isEqualTo(3);
  }

  @Test
  void messagesComeBackInTheirOrder() {
    Conversation created = store().create(ann, MODEL);
    List<NewMessage> messages =
        IntStream.range(0, 25).mapToObj(number -> said("message " + number)).toList();
    store().append(ann, created.id(), 0, messages.subList(0, 12));
    store().append(ann, created.id(), 12, messages.subList(12, 25));

    assertThat(load(created).messages())
        .extracting(Message::content)
        .containsExactlyElementsOf(messages.stream().map(NewMessage::content).toList());
    assertThat(load(created).messages())
        .extracting(Message::sequence)
        .containsExactlyElementsOf(IntStream.range(0, 25).boxed().toList());
  }

  @Test
  void jsonKeepsEveryDigitCharacterAndMember() {
    JsonNode awkward =
        Json.parse(
            """
            {"z": 1, "a": 2, "big": 123456789012345678901234567890, "long": 9007199254740993,
             "decimal": 0.1000000000000000055511151231257827, "zeroes": 1.500, "tiny": 1e-7,
             "exponent": 1e5, "huge": 1.5E+400, "negative": -0.0, "none": null, "yes": true,
             "emoji": "👩‍👩‍👧‍👦 é é 中文 العربية", "quote": "\\"\\\\/\\b\\f\\n\\r\\t",
             "separators": "\\u2028\\u2029\\u0085", "controls": "\\u0001\\u001f\\u007f",
             "nul": "a\\u0000b", "$$": "$1 ' \\" ", "": {"": [[], {}, [[{"deep": [1, [2]]}]]]}}
            """);

    Message message = appendJson(awkward);

    assertThat(message.toolUse()).containsExactly(new ToolUse("t", "n", awkward));
    assertThat(message.toolUse().getFirst().input().toString()).isEqualTo(awkward.toString());
    assertThat(message.toolResults())
        .containsExactly(new ToolResult("t", Json.array().add(awkward), false));
    assertThat(message.raw()).isEqualTo(new RawContent("p", Json.array().add(awkward)));
  }

  @Test
  void whateverCouldBeParsedCanBeStoredAndReadAgain() {
    JsonNode deep = Json.parse("[".repeat(Json.MAX_DEPTH) + "1" + "]".repeat(Json.MAX_DEPTH));
    JsonNode precise = Json.parse("9".repeat(990) + "e100");

    assertThat(appendJson(deep).toolUse().getFirst().input()).isEqualTo(deep);
    assertThat(appendJson(precise).toolUse().getFirst().input()).isEqualTo(precise);
  }

  @Test
  void textThatNoDatabaseHoldsIsMendedAndNeverFails() {
    Conversation created = store().create(ann, MODEL);
    NewMessage answer =
        new NewMessage(
            UUID.randomUUID(),
            Role.ASSISTANT,
            "nul \0 high \uD83D low \uDE00 pair \uD83D\uDE00 end \uD83D",
            List.of(
                new ToolUse("t", "n", Json.object().put("half", "\uDE00\uD83D").put("n", "\0"))),
            List.of(),
            null,
            null);

    List<Message> stored = store().append(ann, created.id(), 0, List.of(answer));
    store().update(ann, created.id(), "half \uD83D nul \0", null);

    assertThat(load(created).messages()).isEqualTo(stored);
    assertThat(stored.getFirst().content())
        .isEqualTo("nul \uFFFD high \uFFFD low \uFFFD pair \uD83D\uDE00 end \uFFFD");
    assertThat(stored.getFirst().toolUse().getFirst().input())
        .isEqualTo(Json.object().put("half", "\uFFFD\uFFFD").put("n", "\0"));
    assertThat(load(created).conversation().title()).isEqualTo("half \uFFFD nul \uFFFD");
  }

  @Test
  void aLongAnswerAndALongResultAreKeptWhole() {
    String answer = "é👍".repeat(40_000);
    Conversation created = store().create(ann, MODEL);
    NewMessage message =
        new NewMessage(
            UUID.randomUUID(),
            Role.USER,
            answer,
            List.of(),
            List.of(new ToolResult("t", Json.text(answer), false)),
            null,
            null);

    store().append(ann, created.id(), 0, List.of(message));

    Message loaded = load(created).messages().getFirst();
    assertThat(loaded.content()).isEqualTo(answer);
    assertThat(loaded.toolResults().getFirst().content().textValue()).isEqualTo(answer);
  }

  // --- appending ---

  @Test
  void aSequenceThatIsTakenIsRefusedAndNothingIsStored() {
    Conversation created = store().create(ann, MODEL);
    say(created, 0, "first");
    Conversation before = load(created).conversation();
    CLOCK.advance(Duration.ofSeconds(1));

    assertThatThrownBy(
            () ->
                otherReplica()
                    .append(ann, created.id(), 0, List.of(said("late"), said("also late"))))
        .isInstanceOf(SequenceTakenException.class);

    assertThat(load(created).messages()).extracting(Message::content).containsExactly("first");
    assertThat(load(created).conversation()).isEqualTo(before);
  }

  @Test
  void aGapIsRefusedAndNothingIsStored() {
    Conversation created = store().create(ann, MODEL);

    assertThatThrownBy(() -> store().append(ann, created.id(), 1, List.of(said("early"))))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(load(created)).isEqualTo(new History(created, List.of()));
  }

  @Test
  void ofTwoReplicasThatWriteAtOnceExactlyOneWins()
      throws InterruptedException, ExecutionException {
    Conversation created = store().create(ann, MODEL);
    for (int round = 0; round < 10; round++) {
      int sequence = round * 2;

      List<Boolean> won =
          Racers.race(
              List.<Callable<Boolean>>of(
                  () -> tryAppend(store(), created, sequence, "one " + sequence),
                  () -> tryAppend(otherReplica(), created, sequence, "two " + sequence)));

      assertThat(won).containsExactlyInAnyOrder(true, false);
      List<Message> messages = load(created).messages();
      assertThat(messages).hasSize(sequence + 2);
      assertThat(messages.get(sequence + 1).content()).isEqualTo(messages.get(sequence).content());
    }
  }

  @Test
  void conversationsAreAppendedToIndependently() throws InterruptedException, ExecutionException {
    List<Conversation> conversations =
        Stream.generate(() -> store().create(ann, MODEL)).limit(8).toList();
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (Conversation conversation : conversations) {
      writers.add(() -> tryAppend(store(), conversation, 0, conversation.id().toString()));
    }

    assertThat(Racers.race(writers)).containsOnly(true);

    for (Conversation conversation : conversations) {
      assertThat(load(conversation).messages())
          .extracting(Message::content)
          .containsOnly(conversation.id().toString());
    }
  }

  // --- parts ---

  private boolean tryAppend(
      ConversationStore store, Conversation conversation, int sequence, String text) {
    try {
      store.append(ann, conversation.id(), sequence, List.of(said(text), said(text)));
      return true;
    } catch (SequenceTakenException e) {
      return false;
    }
  }

  private Message appendJson(JsonNode json) {
    Conversation created = store().create(ann, MODEL);
    NewMessage message =
        new NewMessage(
            UUID.randomUUID(),
            Role.ASSISTANT,
            "",
            List.of(new ToolUse("t", "n", json)),
            List.of(new ToolResult("t", Json.array().add(json), false)),
            null,
            new RawContent("p", Json.array().add(json)));
    List<Message> stored = store().append(ann, created.id(), 0, List.of(message));
    Message loaded = load(created).messages().getFirst();
    assertThat(stored).containsExactly(loaded);
    return loaded;
  }

  private Conversation createLater() {
    CLOCK.advance(Duration.ofSeconds(1));
    return store().create(ann, MODEL);
  }

  private Message say(Conversation conversation, int sequence, String text) {
    return store()
        .append(conversation.owner(), conversation.id(), sequence, List.of(said(text)))
        .getFirst();
  }

  private History load(Conversation conversation) {
    return store().load(conversation.owner(), conversation.id()).orElseThrow();
  }

  private static NewMessage said(String text) {
    return NewMessage.fromUser(UUID.randomUUID(), text);
  }

  private static Message stored(Conversation in, int sequence, Instant at, NewMessage message) {
    return new Message(
        message.id(),
        in.id(),
        message.role(),
        message.content(),
        message.toolUse(),
        message.toolResults(),
        at,
        sequence,
        message.usage(),
        message.raw());
  }

  private static List<UUID> ids(List<Conversation> conversations) {
    return conversations.stream().map(Conversation::id).toList();
  }

  private static Owner anOwner(String name) {
    return new Owner(name + "." + UUID.randomUUID() + "@example.com");
  }
}
