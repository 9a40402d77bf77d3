package io.imbi.assistant.model.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.demo.Conversation.Reply;
import io.imbi.assistant.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actions that are offered to be proposed, among the tools of a sandbox. */
class ActionsTest {

  private static final String NOTE = "clock.local.write_note";
  private static final String TOLD = "Proposed: the user sees it. Do not say that it is done.";

  private final SandboxTools sandbox = new SandboxTools();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Write a note: buy milk",
        "Can you please write a note saying buy milk",
        "Propose a note saying buy milk",
        "propose to write a note: buy milk",
        "Note that buy milk",
        "note: buy milk",
        "Please note down: buy milk",
        "Take a note: buy milk",
        "make a quick note: \"buy milk\""
      })
  void aNoteIsProposed(String request) {
    Reply reply = talk(NOTE).ask(request);

    assertThat(reply.tools()).containsExactly("propose_action");
    assertThat(reply.use("propose_action").input())
        .isEqualTo(
            Json.parse("{\"action\":\"" + NOTE + "\",\"parameters\":{\"text\":\"buy milk\"}}"));
  }

  @Test
  void theAnswerSaysThatItWaitsForADecision() {
    assertThat(talk(NOTE).ask("Write a note: buy milk").text())
        .endsWith(
            "**write_note** (text: buy milk)\n\n"
                + "Proposed, but not done yet: you decide on it below, with the buttons.");
  }

  @Test
  void whatWasRefusedIsShownAsItCame() {
    var talk =
        new Conversation(
            tools(NOTE),
            use ->
                new ContentBlock.ToolResult(use.id(), Json.text("Not proposed: too many"), true));

    assertThat(talk.ask("Write a note: buy milk").text())
        .contains("The call failed:", "Not proposed: too many")
        .doesNotContain("you decide");
  }

  @Test
  void theWordsOfANoteAreNeitherLookedUpNorCompleted() {
    Conversation talk = talk(NOTE);
    talk.ask("Which teams are there in acme?");

    Reply reply = talk.ask("Write a note: ask payments for the projects of the Platform team");

    assertThat(reply.tools()).containsExactly("propose_action");
    assertThat(reply.use("propose_action").input().at("/parameters/text").asText())
        .isEqualTo("ask payments for the projects of the Platform team");
    assertThat(
            talk.ask("Write a note: call Payments!")
                .use("propose_action")
                .input()
                .at("/parameters/text")
                .asText())
        .isEqualTo("call Payments!");
  }

  @Test
  void whatTheNoteSaysIsAskedForIfItIsNotThere() {
    Conversation talk = talk(NOTE);

    Reply asking = talk.ask("Write a note");
    assertThat(asking.uses()).isEmpty();
    assertThat(asking.text()).contains("`write_note`", "Still needed: text");

    assertThat(talk.ask("buy milk").use("propose_action").input().at("/parameters/text").asText())
        .isEqualTo("buy milk");
  }

  @Test
  void ofSeveralActionsTheOneThatIsNamedIsProposed() {
    Conversation talk =
        talk("clock.local.write_note", "clock.eu.write_note", "pager.main.send_page");

    assertThat(action(talk, "Write a note in eu: buy milk")).isEqualTo("clock.eu.write_note");
    assertThat(action(talk, "Write a note to local: buy milk")).isEqualTo("clock.local.write_note");
    assertThat(action(talk, "Send a page saying that it burns")).isEqualTo("pager.main.send_page");
  }

  @Test
  void anActionWhoseNameAToolBearsGoesByAllOfIt() {
    List<ToolDefinition> offered = new ArrayList<>(tools(NOTE));
    offered.add(definition("write_note", parameters("a tool")));

    assertThat(new Actions(offered).tools())
        .extracting(ToolDefinition::name)
        .contains("write_note", "write_note_clock_local")
        .doesNotContain("propose_action");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Which notes are there?",
        "notes of project checkout",
        "What did we note about the platform team?",
        "Is a note written when a team is deleted?"
      })
  void questionsProposeNothing(String question) {
    assertThat(talk(NOTE).ask(question).tools()).doesNotContain("propose_action");
  }

  @Test
  void whoeverAsksForSomethingElseIsToldOfIt() {
    assertThat(talk(NOTE).ask("What is the weather in Paris?").text())
        .contains("- `write_note`: Does clock.local.write_note.");
  }

  @Test
  void withoutActionsAProposalMatchesNothing() {
    assertThat(
            new Conversation(sandbox.definitions(), sandbox::call)
                .ask("Write a note: buy milk")
                .text())
        .contains("No tool that is offered here matches your words.");
  }

  private static String action(Conversation talk, String request) {
    return talk.ask(request).use("propose_action").input().path("action").asText();
  }

  private Conversation talk(String... actions) {
    return new Conversation(
        tools(actions),
        use ->
            use.name().equals("propose_action")
                ? new ContentBlock.ToolResult(use.id(), Json.text(TOLD), false)
                : sandbox.call(use));
  }

  /** Those of the sandbox, and the one that proposes. */
  private List<ToolDefinition> tools(String... actions) {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode names = properties.putObject("action").put("type", "string").putArray("enum");
    var description = new StringBuilder("Propose an action. The actions:\n");
    ArrayNode described = Json.array();
    for (String action : actions) {
      names.add(action);
      description.append("- %s: Does %s.\n".formatted(action, action));
      described.add(parameters("Parameters of " + action));
    }
    if (actions.length == 1) {
      properties.set("parameters", described.get(0));
    } else {
      properties.putObject("parameters").put("type", "object").set("anyOf", described);
    }
    schema.putArray("required").add("action").add("parameters");
    List<ToolDefinition> tools = new ArrayList<>(sandbox.definitions());
    tools.add(new ToolDefinition("propose_action", description.toString(), schema));
    return tools;
  }

  private static ToolDefinition definition(String name, ObjectNode schema) {
    return new ToolDefinition(name, "Does something.", schema);
  }

  private static ObjectNode parameters(String title) {
    ObjectNode schema = Json.object().put("type", "object").put("title", title);
    schema.putObject("properties").putObject("text").put("type", "string");
    schema.putArray("required").add("text");
    return schema;
  }
}
