package io.imbi.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.Client.Event;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.ReceivedRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users, the model and the API may say without breaking a stream or a conversation. */
class ForeignInputTest {

  /** Everything that ends a line somewhere, and characters of two, three and four bytes. */
  private static final String ODD =
      "a\nb\r\nc\rd\u2028e\u2029f\u0085g\n\nevent: done\ndata: {}\n\nhé→🦉👩‍💻\uFEFF \"q\\\" \t.";

  private static final Things THINGS = new Things();
  private static final Service SERVICE = new Service(THINGS.settings());

  private String conversation = "";

  @BeforeAll
  static void awaitTools() {
    SERVICE.withTool(Things.LIST);
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
    THINGS.close();
  }

  @BeforeEach
  void begin() {
    SERVICE.claude.reset();
    THINGS.reset();
    conversation = SERVICE.newConversation();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    SERVICE.goesOn(conversation);
    SERVICE.awaitQuiet();
  }

  // --- texts

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 4096})
  void oddTextArrivesWhereverItIsCut(int bytes) {
    SERVICE.claude.enqueue(Answer.saying(ODD, ODD).inPiecesOf(bytes));

    String stream = SERVICE.say(conversation, "Hi").body();

    assertThat(textAsTheUiReadsIt(stream)).isEqualTo(ODD + ODD);
    assertThat(stream).doesNotContain("\r", "\u2028", "\u2029", "\u0085");
    assertThat(SERVICE.stored(conversation)).containsExactly("user: Hi", "assistant: " + ODD + ODD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r"})
  void linesOfTheModelsStreamMayEndOtherwise(String lineEnd) {
    SERVICE.claude.enqueue(Answer.saying(ODD).lineEnd(lineEnd).inPiecesOf(1));

    assertThat(textAsTheUiReadsIt(SERVICE.say(conversation, "Hi").body())).isEqualTo(ODD);
  }

  @Test
  void oddTextOfAUserReachesTheModelAsItIs() {
    SERVICE.claude.enqueue(Answer.saying("I see."));

    SERVICE.ask(conversation, ODD);

    assertThat(SERVICE.claude.streamed().getFirst().lastText()).isEqualTo(ODD);
    assertThat(SERVICE.stored(conversation)).containsExactly("user: " + ODD, "assistant: I see.");
  }

  @Test
  void oddTextGoesToAToolAndBack() {
    THINGS.answering(Json.write(Json.object().put("name", ODD)));
    String input = Json.write(Json.object().put("name", ODD));
    SERVICE.claude.enqueue(
        Answer.answer()
            .toolUse("toolu_1", Things.CREATE, input.substring(0, 9), input.substring(9))
            .inPiecesOf(1),
        Answer.saying("Done."));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    var inputs = new StringBuilder();
    events.stream()
        .filter(event -> event.name().equals("tool_input"))
        .forEach(event -> inputs.append(event.text("partial_json")));
    assertThat(inputs.toString()).isEqualTo(input);
    assertThat(Json.parse(THINGS.lastBody()).path("name").asText()).isEqualTo(ODD);
    JsonNode result = SERVICE.claude.streamed().getLast().toolResults().getFirst();
    assertThat(Json.parse(result.path("content").asText()).path("name").asText()).isEqualTo(ODD);
  }

  @Test
  void anOddTitleForgesNoEvent() {
    SERVICE.claude.enqueue(Answer.saying("Hello."));
    SERVICE.claude.enqueueCompletion(Answer.saying("A\n\nevent:\u2028error 🦉"));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertThat(events.getLast().name()).isEqualTo("title_updated");
    assertThat(events.getLast().text("title"))
        .isEqualTo(SERVICE.conversation(conversation).path("title").asText())
        .doesNotContain("\n")
        .contains("🦉");
  }

  // --- sizes

  @Test
  void aBodyOf10MegabytesIsRefused() {
    var refused = SERVICE.send("POST", Client.messages(conversation), "x".repeat(10 * 1024 * 1024));

    assertThat(refused.statusCode()).isEqualTo(413);
    assertNothingHappened();
  }

  @Test
  void aBodyThatIsNested10000LevelsDeepIsRefused() {
    String nested = "[".repeat(10_000) + "]".repeat(10_000);

    var refused =
        SERVICE.send("POST", Client.messages(conversation), "{\"content\":" + nested + "}");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertNothingHappened();
  }

  @Test
  void aCallWhoseInputIsNested10000LevelsDeepEndsWell() {
    SERVICE.claude.enqueue(
        Answer.answer()
            .text("Let me see. ")
            .toolUse(
                "toolu_1",
                Things.CREATE,
                "{\"name\":",
                "[".repeat(10_000),
                "]".repeat(10_000),
                "}"),
        Answer.saying("That was deep."));

    List<Event> events = SERVICE.ask(conversation, "Hi");

    assertThat(events).extracting(Event::name).containsAnyOf("done", "error");
    assertThat(THINGS.calls()).isEmpty();
    assertThat(SERVICE.stored(conversation)).contains("assistant: Let me see. ");
    SERVICE.claude.reset();
  }

  @Test
  void aResultThatIsNested10000LevelsDeepIsAResult() {
    THINGS.answering("[".repeat(10_000) + "]".repeat(10_000));
    SERVICE.claude.enqueue(
        Answer.calling("toolu_1", Things.LIST, "{}"), Answer.saying("That was deep."));

    assertThat(SERVICE.ask(conversation, "Hi")).extracting(Event::name).contains("done");
    assertThat(SERVICE.stored(conversation)).endsWith("assistant: That was deep.");
  }

  @Test
  void aResultOf7MegabytesIsCut() {
    THINGS.answering("\"" + "x".repeat(7 * 1024 * 1024) + "\"");
    SERVICE.claude.enqueue(
        Answer.calling("toolu_1", Things.LIST, "{}"), Answer.saying("That was long."));

    assertThat(SERVICE.ask(conversation, "Hi")).extracting(Event::name).contains("done");
    ReceivedRequest second = SERVICE.claude.streamed().getLast();
    assertThat(second.bytes().length).isLessThan(200_000);
  }

  private void assertNothingHappened() {
    assertThat(SERVICE.stored(conversation)).isEmpty();
    assertThat(SERVICE.claude.requests()).isEmpty();
  }

  // --- another user's conversation

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | ''                | ''",
        "PATCH  | ''                | {\"title\":\"Mine\",\"is_archived\":true}",
        "DELETE | ''                | ''",
        "POST   | /messages         | {\"content\":\"Hi\"}",
        "GET    | /turn             | ''",
        "DELETE | /turn             | ''",
        "GET    | /approvals        | ''",
        "POST   | /approvals/toolu_1| {\"decision\":\"approve\"}"
      })
  void anotherUsersConversationIsNotThere(String method, String path, String body) {
    SERVICE.claude.enqueue(Answer.saying("Secret."));
    SERVICE.ask(conversation, "Hi");
    JsonNode before = SERVICE.conversation(conversation);

    var theirs = asBob(method, conversation, path, body);
    var nobodys = asBob(method, UUID.randomUUID().toString(), path, body);

    assertThat(theirs.statusCode()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(nobodys.body()).contains("detail");
    assertThat(nobodys.statusCode()).isEqualTo(404);
    assertThat(SERVICE.conversation(conversation)).isEqualTo(before);
    assertThat(SERVICE.sendAs("bob@example.com", "GET", "/conversations", "").body())
        .isEqualTo("[]");
  }

  private static HttpResponse<String> asBob(String method, String id, String path, String body) {
    return SERVICE.sendAs("bob@example.com", method, "/conversations/" + id + path, body);
  }

  /** Splits and reads a stream as the Imbi UI does. */
  private static String textAsTheUiReadsIt(String stream) {
    var text = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (String block : stream.split("\n\n", -1)) {
      String name = "";
      for (String line : block.split("\n", -1)) {
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
          names.add(name);
        } else if (line.startsWith("data: ") && name.equals("text")) {
          text.append(Json.parse(line.substring("data: ".length())).path("text").asText());
        }
      }
    }
    assertThat(names).containsOnlyOnce("done").doesNotContain("error");
    return text.toString();
  }
}
