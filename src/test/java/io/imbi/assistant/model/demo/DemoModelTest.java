package io.imbi.assistant.model.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.model.ChatModel;
import io.imbi.assistant.model.ContentBlock;
import io.imbi.assistant.model.ModelEvent;
import io.imbi.assistant.model.ModelMessage;
import io.imbi.assistant.model.ModelMessage.Author;
import io.imbi.assistant.model.ModelRequest;
import io.imbi.assistant.model.ModelRequest.ToolUseMode;
import io.imbi.assistant.model.StopReason;
import io.imbi.assistant.model.demo.Conversation.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class DemoModelTest {

  private final SandboxTools sandbox = new SandboxTools();
  private final Conversation talk = new Conversation(sandbox.definitions(), sandbox::call);

  @AfterEach
  void close() {
    sandbox.close();
  }

  // --- asking

  @Test
  void theProjectsOfATeamAreListedAfterTheOrganizationsWereLookedUp() {
    Reply reply = talk.ask("Which projects does the platform team have?");

    assertThat(reply.uses().getFirst())
        .extracting(ContentBlock.ToolUse::name)
        .containsExactly("list_organizations");
    assertThat(reply.uses().getLast())
        .extracting(use -> use.input().path("org_slug").asText())
        .containsExactly("acme", "acme-labs");
    assertThat(reply.uses().getLast())
        .allMatch(use -> use.input().path("team_slug").asText().equals("platform"));
    assertThat(reply.text())
        .contains("| Deploy Gate | deploy-gate | Platform |", "Build Cache", "Cluster Console")
        .doesNotContain("Checkout", "Storefront")
        .contains("Looked up first: `list_organizations`.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What projects does the platform team own?",
        "Which projects does the platform team use?",
        "Show me the platform team's projects",
        "projects of team platform"
      })
  void theTeamIsKnownByTheNameBeforeItOrBehindIt(String question) {
    assertThat(talk.ask(question).uses().getLast())
        .allMatch(use -> use.input().path("team_slug").asText().equals("platform"));
  }

  @ParameterizedTest
  @CsvSource({
    "take me to the projects page, /projects",
    "Go to the dashboard, /dashboard",
    "open the teams page, /teams",
    "please open /projects/1, /projects/1"
  })
  void theBrowserIsTakenToTheNamedPage(String wish, String path) {
    assertThat(talk.ask(wish).use("navigate_to").input().path("path").asText()).isEqualTo(path);
  }

  @Test
  void aPageThatNobodyKnowsIsAskedFor() {
    assertThat(talk.ask("go to the moon").text()).contains("Still needed: path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what environments are there in acme?        | list_environments     | Load test
          list the project types in acme              | list_project_types    | Scheduled job
          show project checkout                       | get_project           | From the basket to the confirmed order
          Tell me about the project "Deploy Gate"     | get_project           | Decides whether a release may go to production
          show me the releases of project checkout    | list_releases         | Split payments
          current releases of checkout                | list_current_releases | Staging
          how many teams are there in acme            | list_teams            | 5 entries
          show the platform team                      | get_team              | Clusters, pipelines
          list projects programming_language:eq:Java in acme | list_projects  | Ledger
          show my user profile                        | get_current_user_profile | Ada Larsen
          """)
  void questionsFindTheirToolsAndTheirAnswers(String question, String tool, String answer) {
    Reply reply = talk.ask(question);

    assertThat(reply.tools().getLast()).isEqualTo(tool);
    assertThat(reply.text()).contains(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What did we delete last week?",
        "Which projects were created by team data?",
        "Is the release 1.2.0 of checkout to be deleted?",
        "What would happen if somebody removed the incubator team?",
        "The update of project search: which releases are there?"
      })
  void questionsChangeNothing(String question) {
    Reply reply = talk.ask(question);

    assertThat(reply.tools()).allMatch(tool -> tool.startsWith("list_") || tool.startsWith("get_"));
  }

  @Test
  void whatNoToolDoesIsSaidSo() {
    Reply reply = talk.ask("What is the weather in Paris?");

    assertThat(reply.uses()).isEmpty();
    assertThat(reply.text())
        .contains("No tool that is offered here matches your words.")
        .contains("- `list_organizations`: List all organizations, ordered by name.")
        .contains("`create_team`")
        .contains("`delete_team`");
  }

  @Test
  void withoutToolsItSaysThatNothingMatches() {
    var alone = new Conversation(List.of(), sandbox::call);

    assertThat(alone.ask("Which projects are there?").text())
        .endsWith("No tool that is offered here matches your words.");
  }

  // --- changing

  @Test
  void aProjectIsCreatedAndTheBrowserLoadsTheProjectsAgain() {
    Reply reply = talk.ask("Create a project called Payment Gateway in acme for team platform");

    assertThat(reply.use("create_project").input())
        .isEqualTo(
            Json.parse(
                "{\"name\":\"Payment Gateway\",\"team_slug\":\"platform\",\"org_slug\":\"acme\"}"));
    assertThat(reply.use("refresh_data").input())
        .isEqualTo(Json.parse("{\"resource\":\"projects\",\"org_slug\":\"acme\"}"));
    assertThat(reply.text()).contains("- **slug**: payment-gateway");
    assertThat(project("payment-gateway").path("team").path("slug").asText()).isEqualTo("platform");
  }

  @Test
  void aReleaseIsDeletedFromTheProjectThatIsMentioned() {
    Reply reply = talk.ask("delete release 1.2.0 of checkout");

    assertThat(reply.tools())
        .containsExactly(
            "list_organizations",
            "list_projects",
            "list_projects",
            "delete_release",
            "refresh_data");
    assertThat(reply.text()).contains("Done: there is nothing to show.");
    assertThat(talk.ask("list the releases of project checkout").text())
        .contains("1.3.0")
        .doesNotContain("1.2.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rename project ledger to General Ledger                       | /name                 | General Ledger
          set the description of project ledger to "All of it, to the cent" | /description       | All of it, to the cent
          please change the tier of project ledger to experimental      | /tier                 | experimental
          set the test coverage of project ledger to 12.5               | /test_coverage        | 12.5
          set the public facing of project ledger to yes                | /public_facing        | true
          move project ledger to team data                              | /team/slug            | data
          """)
  void aProjectIsChangedInOnePlace(String order, String place, String value) {
    Reply reply = talk.ask(order);

    assertThat(reply.tools()).contains("patch_project", "refresh_data");
    assertThat(project("ledger").at(place).asText()).isEqualTo(value);
  }

  @Test
  void whatWasSeenBeforeIsKnownByItsName() {
    talk.ask("Create a project called Payment Gateway in acme for team payments");

    Reply reply = talk.ask("rename payment gateway to Cash Desk");

    assertThat(reply.tools()).containsExactly("patch_project", "refresh_data");
    assertThat(project("payment-gateway").path("name").asText()).isEqualTo("Cash Desk");
  }

  @Test
  void aToolIsFoundByTheWordThatItBears() {
    Reply reply = talk.ask("archive project search");

    assertThat(reply.tools()).contains("archive_project", "refresh_data");
    assertThat(project("search").path("archived").asBoolean()).isTrue();
  }

  @Test
  void toReleaseAndToDeployAreUnderstood() {
    talk.ask("Release 5.2.0 of Ledger");
    Reply asking = talk.ask("Please deploy Ledger 5.2.0 to staging");
    assertThat(asking.text()).contains("`record_deployment`").contains("Still needed: status");

    talk.ask("success");

    assertThat(project("ledger").path("current_releases").path("staging").path("version").asText())
        .isEqualTo("5.2.0");
  }

  @Test
  void whetherSomethingIsDeployedIsNoRequestToDeployIt() {
    assertThat(talk.ask("Release 1.2.0 of checkout?").tools()).doesNotContain("create_release");
  }

  @Test
  void aReleaseAndItsDeploymentAreRecorded() {
    talk.ask("create release 5.1.0 of project ledger titled \"Cents count\"");

    Reply reply =
        talk.ask(
            "record deployment of release 5.1.0 of project ledger to staging with status success");

    assertThat(reply.use("record_deployment").input().path("env_slug").asText())
        .isEqualTo("staging");
    assertThat(project("ledger").path("current_releases").path("staging").path("version").asText())
        .isEqualTo("5.1.0");
  }

  @Test
  void aRefusalIsShownAsItCameAndNothingIsLoadedAgain() {
    Reply reply = talk.ask("delete team platform in acme");

    assertThat(reply.tools()).containsExactly("list_organizations", "delete_team");
    assertThat(reply.text())
        .contains("The call failed:")
        .contains("{\"detail\":\"Team 'platform' is still used by 3 project(s)\"}");
  }

  @Test
  void whatIsMissingIsAskedForAndTheAnswerIsTaken() {
    Reply asking = talk.ask("create a project in acme for team data");
    assertThat(asking.uses()).isEmpty();
    assertThat(asking.text()).contains("`create_project`").contains("\nStill needed: name");

    Reply reply = talk.ask("Fancy Thing");

    assertThat(reply.tools()).contains("create_project");
    assertThat(project("fancy-thing").path("team").path("slug").asText()).isEqualTo("data");
  }

  @Test
  void aNewRequestIsNotTakenForTheAnswer() {
    talk.ask("create a project in acme for team data");

    Reply reply = talk.ask("list teams in acme");

    assertThat(reply.tools()).containsExactly("list_organizations", "list_teams");
  }

  @Test
  void ofSeveralOrganizationsOneIsAskedFor() {
    Reply asking = talk.ask("create a team called Security");

    assertThat(asking.tools()).containsExactly("list_organizations");
    assertThat(asking.text())
        .contains("Still needed: org_slug")
        .contains("Known are: `acme`, `acme-labs`");
    assertThat(talk.ask("acme-labs").use("create_team").input().path("org_slug").asText())
        .isEqualTo("acme-labs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete project nonsense in acme",
        "delete project nonsense from search",
        "delete project",
        "remove the project of team data"
      })
  void nothingIsDeletedThatWasNotNamed(String order) {
    Reply reply = talk.ask(order);

    assertThat(reply.tools()).doesNotContain("delete_project");
    assertThat(reply.text()).contains("Still needed: project_id").contains("`checkout`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "hi,",
        ",",
        "\"",
        "''",
        "“““““",
        "create",
        "create project called",
        "delete project called \"\"",
        "rename project to to to",
        "rename project $1 to $2\\",
        "set the of of project x to",
        "list projects (?i)[a-z",
        "日本語のプロジェクトを表示",
        "🙂 projects 🙂"
      })
  void oddWordsAreNoTrouble(String odd) {
    assertThat(talk.ask(odd).text()).startsWith("[demo model]");
    assertThat(talk.ask(odd.repeat(5000)).text()).startsWith("[demo model]");
  }

  // --- the answer as it comes

  @Test
  void everyAnswerBeginsWithWhatItIs() {
    for (String question :
        List.of("Which teams are there?", "hello", "delete team platform in acme")) {
      assertThat(talk.ask(question).text().lines().findFirst())
          .contains(
              "[demo model] This is not an AI model: it matches your words to tools and shows what"
                  + " they return.");
    }
  }

  @Test
  void callsAreStreamedInPiecesThatMakeTheInput() {
    var time = VirtualTimeScheduler.create();
    List<ModelEvent> events = new ArrayList<>();
    model(time).stream(request("create a team called Security in org acme")).subscribe(events::add);

    time.advanceTimeBy(Duration.ofSeconds(5));

    assertThat(events.getFirst()).isEqualTo(new ModelEvent.ToolUseStarted("id", "create_team"));
    String input =
        events.stream()
            .filter(ModelEvent.ToolInputDelta.class::isInstance)
            .map(event -> ((ModelEvent.ToolInputDelta) event).partialJson())
            .reduce("", String::concat);
    ModelEvent.Completed completed = (ModelEvent.Completed) events.getLast();
    assertThat(completed.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(completed.content())
        .containsExactly(new ContentBlock.ToolUse("id", "create_team", Json.parse(input)));
    assertThat(events.get(events.size() - 2)).isEqualTo(ModelEvent.BlockStopped.INSTANCE);
  }

  @Test
  void textComesWordByWordAndStopsWhenItIsCancelled() {
    var time = VirtualTimeScheduler.create();
    List<ModelEvent> events = new ArrayList<>();
    Disposable subscription = model(time).stream(request("create a team")).subscribe(events::add);

    time.advanceTimeBy(Duration.ofMillis(19));
    assertThat(events).isEmpty();
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(events).containsExactly(new ModelEvent.TextDelta("[demo "));
    time.advanceTimeBy(Duration.ofMillis(40));
    assertThat(events)
        .endsWith(new ModelEvent.TextDelta("model] "), new ModelEvent.TextDelta("This "));
    subscription.dispose();
    time.advanceTimeBy(Duration.ofSeconds(10));

    assertThat(events).hasSize(3);
  }

  @Test
  void aLongReportIsNotDrawnOut() {
    var time = VirtualTimeScheduler.create();
    List<ModelEvent> events = new ArrayList<>();
    ModelRequest request = request("hello");
    model(time).stream(request).subscribe(events::add);

    time.advanceTimeBy(Duration.ofSeconds(3));

    ModelEvent.Completed completed = (ModelEvent.Completed) events.getLast();
    String text =
        events.stream()
            .filter(ModelEvent.TextDelta.class::isInstance)
            .map(event -> ((ModelEvent.TextDelta) event).text())
            .reduce("", String::concat);
    assertThat(completed.content()).containsExactly(new ContentBlock.Text(text));
    assertThat(completed.stopReason()).isEqualTo(StopReason.END_TURN);
  }

  @Test
  void noToolIsCalledWhereNoneMayBe() {
    talk.ask("hello");

    ModelEvent.Completed completed =
        new Conversation(sandbox.definitions(), sandbox::call)
            .answer(ToolUseMode.FORBIDDEN, "Which teams are there?");

    assertThat(completed.content())
        .singleElement()
        .isInstanceOfSatisfying(
            ContentBlock.Text.class,
            text -> assertThat(text.text()).contains("No tool may be called in this answer."));
  }

  @Test
  void aTitleIsMadeOfTheFirstWords() {
    ModelRequest request =
        request("User: Which projects does the platform team have?\n\nAssistant: Three.");

    assertThat(model(VirtualTimeScheduler.create()).complete(request).block())
        .isEqualTo("Which projects does the platform team");
  }

  @Test
  void itSearchesDeferredToolsItself() {
    ChatModel model = model(VirtualTimeScheduler.create());

    assertThat(model.toolSearch()).isEqualTo(ChatModel.ToolSearch.BUILT_IN);
    assertThat(model.provider()).isEqualTo("demo");
    assertThat(model.defaultModel()).isEqualTo("demo");
  }

  private static DemoModel model(VirtualTimeScheduler time) {
    return new DemoModel(time, () -> "id");
  }

  private ModelRequest request(String question) {
    return new ModelRequest(
        "demo",
        1000,
        "",
        Conversation.offered(sandbox.definitions()),
        ToolUseMode.ALLOWED,
        List.of(new ModelMessage(Author.USER, List.of(new ContentBlock.Text(question)))),
        Instant.now().plusSeconds(60));
  }

  private JsonNode project(String slug) {
    ContentBlock.ToolResult result =
        sandbox.call(
            new ContentBlock.ToolUse(
                "check",
                "get_project",
                Json.object().put("org_slug", "acme").put("project_id", slug)));
    assertThat(result.error()).as(result.content().asText()).isFalse();
    return Json.parse(result.content().asText());
  }
}
