package io.imbi.assistant.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imbi.assistant.conversation.NewMessage;
import io.imbi.assistant.conversation.RawContent;
import io.imbi.assistant.conversation.Role;
import io.imbi.assistant.conversation.ToolResult;
import io.imbi.assistant.conversation.ToolUse;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplayTest {

  @Test
  void aWholeRoundIsReplayedAsItWas() {
    assertThat(replay(user("Hi"), calls("Look:", "c1", "c2"), results("c1", "c2"), says("Done")))
        .containsExactly(
            message(Author.USER, text("Hi")),
            message(Author.ASSISTANT, text("Look:"), use("c1"), use("c2")),
            message(Author.USER, result("c1"), result("c2")),
            message(Author.ASSISTANT, text("Done")));
  }

  @Test
  void aCallWithoutResultGetsAnErrorInFrontOfWhatFollows() {
    assertThat(replay(user("Hi"), calls("", "c1", "c2"), results("c2"), user("Still there?")))
        .containsExactly(
            message(Author.USER, text("Hi")),
            message(Author.ASSISTANT, use("c1"), use("c2")),
            message(Author.USER, missing("c1"), result("c2"), text("Still there?")));
  }

  @Test
  void whatWasToldBesideAMessageComesBeforeIt() {
    NewMessage told =
        ToldAsides.with(
            user("Did it work?"),
            List.of(new Asides.Aside(3, "It ran."), new Asides.Aside(7, "It failed.")));
    assertThat(replay(user("Hi"), says("Yes?"), told))
        .endsWith(message(Author.USER, text("It ran."), text("It failed."), text("Did it work?")));
    assertThat(told.content()).isEqualTo("Did it work?");
    assertThat(ToldAsides.lastPosition(List.of(told.at(UUID.randomUUID(), 0, Instant.EPOCH))))
        .isEqualTo(7);
  }

  @Test
  void aCallAtTheEndGetsItsError() {
    assertThat(replay(user("Hi"), calls("", "c1"))).endsWith(message(Author.USER, missing("c1")));
  }

  @Test
  void aCallFollowedByAnAssistantMessageIsAnsweredInBetween() {
    assertThat(replay(user("Hi"), calls("", "c1"), says("Well")))
        .endsWith(
            message(Author.ASSISTANT, use("c1")),
            message(Author.USER, missing("c1")),
            message(Author.ASSISTANT, text("Well")));
  }

  @Test
  void idsThatWereUsedBeforeGo() {
    assertThat(
            replay(user("Hi"), calls("", "c1"), results("c1"), calls("Again", "c1"), user("More")))
        .containsExactly(
            message(Author.USER, text("Hi")),
            message(Author.ASSISTANT, use("c1")),
            message(Author.USER, result("c1")),
            message(Author.ASSISTANT, text("Again")),
            message(Author.USER, text("More")));
  }

  @Test
  void resultsWithoutACallGo() {
    assertThat(replay(user("Hi"), says("Yes"), results("c9"), user("More")))
        .containsExactly(
            message(Author.USER, text("Hi")),
            message(Author.ASSISTANT, text("Yes")),
            message(Author.USER, text("More")));
  }

  @Test
  void messagesOfOneRoleAreMerged() {
    assertThat(replay(user("One"), user("Two"), says("A"), says("B"), user("Three")))
        .containsExactly(
            message(Author.USER, text("One"), text("Two")),
            message(Author.ASSISTANT, text("A"), text("B")),
            message(Author.USER, text("Three")));
  }

  @Test
  void blankTextsAreLeftOut() {
    assertThat(replay(user("Hi"), says(" \n"), user("More")))
        .containsExactly(message(Author.USER, text("Hi"), text("More")));
  }

  @Test
  void aHistoryThatBeginsWithAnAnswerGetsABeginning() {
    assertThat(replay(says("Welcome"), user("Hi")).getFirst().author()).isEqualTo(Author.USER);
  }

  @Test
  void namesIdsAndInputsThatNoModelTakesAreMended() {
    var broken =
        new NewMessage(
            UUID.randomUUID(),
            Role.ASSISTANT,
            "",
            List.of(new ToolUse("a b", "do it!", Json.text("not an object"))),
            List.of(),
            null,
            null);

    assertThat(replay(user("Hi"), broken, results("a b")))
        .containsExactly(
            message(Author.USER, text("Hi")),
            message(Author.ASSISTANT, new ContentBlock.ToolUse("a_b", "do_it_", Json.object())),
            message(Author.USER, new ContentBlock.ToolResult("a_b", Json.text("ok"), false)));
  }

  @Test
  void idsThatAreAlikeOnceMendedAreToldApart() {
    assertThat(replay(user("Hi"), calls("", "a b", "a.b"), results("a b", "a.b"), calls("", "a_b")))
        .containsExactly(
            message(Author.USER, text("Hi")),
            message(Author.ASSISTANT, use("a_b"), use("a_b_2")),
            message(Author.USER, result("a_b"), result("a_b_2")),
            message(Author.ASSISTANT, use("a_b_3")),
            message(Author.USER, missing("a_b_3")));
  }

  @Test
  void rawBlocksGoBackToTheirProviderAsTheyCame() {
    ArrayNode blocks =
        (ArrayNode)
            Json.parse(
                """
                [{"type":"thinking","thinking":"hm","signature":"s=="},
                 {"type":"text","text":"So","citations":[]},
                 {"type":"server_tool_use","id":"s1","name":"search","input":{}},
                 {"type":"text","text":"it is"},
                 {"type":"tool_use","id":"c1","name":"look","input":{}}]
                """);
    var message =
        new NewMessage(
            UUID.randomUUID(),
            Role.ASSISTANT,
            "Soit is",
            List.of(new ToolUse("c1", "look", Json.object())),
            List.of(),
            null,
            new RawContent("here", blocks));

    List<ModelMessage> same = Replay.of(List.of(user("Hi"), message, results("c1")), "here");
    assertThat(RawBlocks.write(same.get(1).content())).isEqualTo(blocks);

    assertThat(Replay.of(List.of(user("Hi"), message, results("c1")), "elsewhere").get(1))
        .isEqualTo(message(Author.ASSISTANT, text("Soit is"), use("c1")));
  }

  @Test
  void aLongerHistoryBeginsAsTheShorterOne() {
    List<NewMessage> history =
        List.of(user("Hi"), calls("Look", "c1"), results("c1"), says("Done"), user("More"));
    List<ModelMessage> whole = Replay.of(history, "p");

    for (int length : new int[] {1, 3, 5}) {
      List<ModelMessage> part = Replay.of(history.subList(0, length), "p");
      assertThat(whole.subList(0, part.size())).isEqualTo(part);
    }
  }

  private static List<ModelMessage> replay(NewMessage... history) {
    return Replay.of(List.of(history), "p");
  }

  private static NewMessage user(String text) {
    return NewMessage.fromUser(UUID.randomUUID(), text);
  }

  private static NewMessage says(String text) {
    return AssistantMessages.text(UUID.randomUUID(), text, null);
  }

  private static NewMessage calls(String text, String... ids) {
    return new NewMessage(
        UUID.randomUUID(),
        Role.ASSISTANT,
        text,
        List.of(ids).stream().map(id -> new ToolUse(id, "look", Json.object())).toList(),
        List.of(),
        null,
        null);
  }

  private static NewMessage results(String... ids) {
    return NewMessage.results(
        UUID.randomUUID(),
        List.of(ids).stream().map(id -> new ToolResult(id, Json.text("ok"), false)).toList());
  }

  private static ModelMessage message(Author author, ContentBlock... blocks) {
    return new ModelMessage(author, List.of(blocks));
  }

  private static ContentBlock text(String text) {
    return new ContentBlock.Text(text);
  }

  private static ContentBlock use(String id) {
    return new ContentBlock.ToolUse(id, "look", Json.object());
  }

  private static ContentBlock result(String id) {
    return new ContentBlock.ToolResult(id, Json.text("ok"), false);
  }

  private static ContentBlock missing(String id) {
    return new ContentBlock.ToolResult(id, Json.text(Replay.NO_RESULT), true);
  }
}
