package io.imbi.assistant;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Failure;
import io.imbi.assistant.scripted.Gate;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The chat page in a real browser, over the service as it is run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatPageTest {

  private static final String TEAM =
      "{\"org_slug\":\"acme\",\"name\":\"Night Watch\",\"slug\":\"%s\"}";

  private static final String PLATFORM = "https://imbi.example.com";

  private Service service;
  private Browser browser;
  private Browser.Visitor ann;

  @BeforeAll
  void start() {
    service =
        new Service(Map.of("imbi.assistant.approval", "mutating", "imbi.ui-url", PLATFORM))
            .withTools();
    browser = new Browser();
  }

  @AfterAll
  void stop() {
    browser.close();
    service.close();
  }

  @BeforeEach
  void come() {
    ann = browser.visitor(service);
  }

  @AfterEach
  void leave() {
    ann.close();
    assertThat(ann.complaints).isEmpty();
    assertThat(ann.foreignRequests).isEmpty();
    assertThat(ann.dialogs).isEmpty();
    assertThat(service.claude.refusals()).isEmpty();
  }

  @Test
  void aQuestionIsAnsweredWithTheCallsThatFoundTheAnswer() {
    service.claude.enqueue(
        Answer.calling("toolu_1", "list_project_types", "{\"org_slug\":\"acme\"}"),
        Answer.saying("There are **five**", ":\n\n| name |\n|---|\n| Library", " |\n"));
    Page page = ann.open("chat");

    ask(page, "Which project types are there?");

    assertThat(page.locator(".answer strong")).hasText("five");
    assertThat(page.locator(".answer td")).hasText("Library");
    Locator call = page.locator(".call");
    assertThat(call.locator(".call-state")).hasText("done");
    call.locator("summary").click();
    assertThat(call.getByLabel("Input")).containsText("\"org_slug\": \"acme\"");
    assertThat(call.getByLabel("Result")).containsText("\"slug\": \"library\"");
    assertThat(page.locator(".answer-footer")).containsText("tokens read");
    assertThat(page.locator(".conversation-title").first()).hasText("A scripted title");
    assertThat(page.locator("#announcer")).containsText("Answer: There are");
    page.reload();
    assertThat(page.locator(".question")).hasText("Which project types are there?");
    assertThat(page.locator(".answer td")).hasText("Library");
    assertThat(page.locator(".call")).hasCount(1);
  }

  @Test
  void theTokenIsTakenOutOfTheAddressAndForgottenOnSigningOut() {
    Page page = ann.open("chat");

    assertThat(page.locator("#question")).isVisible();
    assertThat(page.url()).endsWith("/ui/chat");
    page.getByText("Sign out").click();
    // On this machine nobody needs one, in development.
    assertThat(page.locator("#account")).hasText("You");
    assertThat(page.evaluate("() => sessionStorage.length + localStorage.length")).isEqualTo(0);
  }

  @Test
  void whoHasNoValidTokenIsToldWhyAndAskedForOne() {
    Page page = ann.open("chat", "nonsense");

    assertThat(page.locator(".login .notice")).containsText("token");
    assertThat(page.getByText("Go on without it")).isVisible();
    page.getByLabel("Access token or API key").fill("Bearer " + service.token(Client.ANN));
    page.keyboard().press("Enter");
    assertThat(page.locator("#question")).isVisible();
  }

  @Test
  void anAnswerStoppedInTheMiddleKeepsWhatWasSaid() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("As far", " as this").hold(gate).text(" never"));
    Page page = ann.open("chat");
    ask(page, "Tell me everything");
    assertThat(page.locator(".answer .prose")).hasText("As far as this");

    page.keyboard().press("Escape");

    assertThat(page.locator(".answer .notice")).hasText("You stopped this answer.");
    assertThat(page.locator(".answer .prose")).hasText("As far as this");
    assertThat(page.getByLabel("Send")).isVisible();
    assertThat(service.stored(idOf(page)))
        .containsExactly("user: Tell me everything", "assistant: As far as this");
    service.claude.enqueue(Answer.saying("Gladly."));
    ask(page, "Go on");
    assertThat(page.locator(".answer").last()).containsText("Gladly.");
    assertThat(page.locator(".answer-footer")).isVisible();
    assertThat(page.locator(".answer .notice")).hasCount(1);
  }

  @Test
  void anAnswerStoppedBeforeItsFirstWordSaysThatItWas() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().hold(gate).text("never"));
    Page page = ann.open("chat");
    ask(page, "Do not answer");
    gate.awaitReached();

    page.getByLabel("Stop the answer").click();

    assertThat(page.locator(".answer .notice")).hasText("You stopped this answer.");
    assertThat(page.locator("#question")).isFocused();
  }

  @Test
  void aThemeThatWasChosenStays() {
    Page page = ann.open("chat");
    Locator root = page.locator("html");
    assertThat(page.getByLabel("Theme: system. Change it")).isVisible();

    page.getByLabel("Theme: system. Change it").click();
    page.getByLabel("Theme: light. Change it").click();
    page.reload();

    assertThat(root).hasAttribute("data-theme", "dark");
    assertThat(page.locator("body")).hasCSS("background-color", "rgb(19, 20, 24)");
    page.getByLabel("Theme: dark. Change it").click();
    assertThat(root).not().hasAttribute("data-theme", Pattern.compile(".*"));
  }

  @Test
  void aPageReloadedInTheMiddleOfAnAnswerShowsAllOfItOnce() {
    var gate = new Gate();
    service.claude.enqueue(
        Answer.calling("toolu_2", "list_organizations", "{}"),
        Answer.answer().text("The first", " half,").hold(gate).text(" and the second."));
    Page page = ann.open("chat");
    ask(page, "Which organizations?");
    assertThat(page.locator(".answer .prose")).hasText("The first half,");

    page.reload();

    assertThat(page.locator(".answer .prose")).hasText("The first half,");
    assertThat(page.getByLabel("Stop the answer")).isVisible();
    gate.open();
    assertThat(page.locator(".answer .prose")).hasText("The first half, and the second.");
    assertThat(page.locator(".answer-footer")).isVisible();
    assertThat(page.locator(".question")).hasCount(1);
    assertThat(page.locator(".answer")).hasCount(1);
    assertThat(page.locator(".call")).hasCount(1);
  }

  @Test
  void anAnswerGoesOnWhileAnotherConversationIsLookedAt() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("Slowly").hold(gate).text(" but surely."));
    Page page = ann.open("chat");
    ask(page, "Take your time");
    assertThat(page.locator(".answer .prose")).hasText("Slowly");
    String slow = page.url();

    page.getByText("New chat").click();
    service.claude.enqueue(Answer.saying("At once."));
    ask(page, "Be quick");
    assertThat(page.locator(".answer .prose")).hasText("At once.");
    page.goBack();

    assertThat(page).hasURL(slow);
    assertThat(page.locator(".answer .prose")).hasText("Slowly");
    gate.open();
    assertThat(page.locator(".answer .prose")).hasText("Slowly but surely.");
  }

  @Test
  void aMessageThatDidNotGetThroughCanBeSaidAgain() {
    Page page = ann.open("chat");
    service.claude.enqueue(Answer.saying("Here I am."));
    ask(page, "Are you there?");
    assertThat(page.locator(".answer-footer")).isVisible();
    page.route("**/messages", Route::abort);

    ask(page, "And now?");

    assertThat(page.locator(".answer .notice")).containsText("This message did not get through.");
    assertThat(page.locator(".question")).hasCount(2);
    page.unroute("**/messages");
    service.claude.enqueue(Answer.saying("Still here."));
    page.getByText("Ask again").click();
    assertThat(page.locator(".answer").last()).containsText("Still here.");
  }

  @Test
  void aStreamThatBreaksIsFoundAgain() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("Before").hold(gate).text(" and after."));
    try (var relay = new Relay(service.port())) {
      Page page = ann.openAt(relay.port(), "chat");
      ask(page, "Will it hold?");
      assertThat(page.locator(".answer .prose")).hasText("Before");

      relay.cut();

      assertThat(page.locator(".answer .notice")).containsText("The connection was lost.");
      relay.mend();
      assertThat(page.locator(".answer .notice")).hasCount(0);
      assertThat(page.locator(".answer .prose")).hasText("Before");
      gate.open();
      assertThat(page.locator(".answer .prose")).hasText("Before and after.");
      assertThat(page.locator(".answer")).hasCount(1);
    }
  }

  @Test
  void anAnswerThatFailsSaysSoAndCanBeAskedForAgain() {
    service.claude.enqueue(
        Answer.answer().text("So far").fail(new Failure.ErrorEvent("api_error", "Oh no")));
    Page page = ann.open("chat");

    ask(page, "Try it");

    assertThat(page.locator(".answer .notice.error")).isVisible();
    assertThat(page.locator(".answer .prose")).hasText("So far");
    service.claude.enqueue(Answer.saying("Now it works."));
    page.getByText("Ask again").click();
    assertThat(page.locator(".answer").last()).containsText("Now it works.");
  }

  @Test
  void thePlatformsPagesAreOfferedAndNobodyIsTakenThere() {
    service.claude.enqueue(
        Answer.calling("toolu_7", "navigate_to", "{\"path\":\"/projects/42\"}"),
        Answer.saying("See [the project](/projects/42)."));
    Page page = ann.open("chat");

    ask(page, "Show me");

    Locator links = page.locator(".client-action a");
    assertThat(page.locator(".answer-footer")).isVisible();
    assertThat(links).hasAttribute("href", PLATFORM + "/projects/42");
    assertThat(page.locator(".prose a")).hasAttribute("href", PLATFORM + "/projects/42");
    assertThat(page.url()).contains("/ui/chat?c=");
  }

  @Test
  void aCallThatWaitsIsAskedAboutAndRunsOnceItIsApproved() {
    service.claude.enqueue(
        Answer.calling("toolu_3", "create_team", TEAM.formatted("night-watch")),
        Answer.saying("The team is there."));
    Page page = ann.open("chat");
    ask(page, "We need a night watch");
    Locator card = page.getByRole(AriaRole.REGION, named("Run this? create_team"));
    assertThat(card).containsText("\"slug\": \"night-watch\"");
    assertThat(card).containsText("This call changes something.");
    page.reload();

    card.getByText("Approve").click();

    assertThat(page.locator(".answer .prose")).hasText("The team is there.");
    assertThat(card).containsText("You approved this.");
    assertThat(card.getByRole(AriaRole.BUTTON)).hasCount(0);
    assertThat(page.locator(".call-state")).hasText("done");
    assertThat(Json.write(service.conversation(idOf(page)))).contains("night-watch");
  }

  @Test
  void aCallThatIsDeniedIsNotRun() {
    service.claude.enqueue(
        Answer.calling("toolu_4", "create_team", TEAM.formatted("nobody")),
        Answer.saying("As you like."));
    Page page = ann.open("chat");
    ask(page, "We need nobody");

    page.getByText("Deny").click();

    assertThat(page.locator(".answer .prose")).hasText("As you like.");
    assertThat(page.locator(".call-state")).hasText("not run");
  }

  @Test
  void aCallDecidedInOneTabIsNotDecidedAgainInAnother() {
    service.claude.enqueue(
        Answer.calling("toolu_5", "create_team", TEAM.formatted("twice")), Answer.saying("Once."));
    Page page = ann.open("chat");
    ask(page, "Ask me");
    assertThat(page.getByText("Approve")).isVisible();
    Page other = ann.open("chat?c=" + idOf(page));
    assertThat(other.getByText("Approve")).isVisible();
    page.getByText("Approve").click();
    assertThat(page.locator(".answer .prose")).hasText("Once.");

    other.getByText("Approve").click();

    assertThat(other.locator(".answer .prose")).hasText("Once.");
    assertThat(other.getByText("Approve")).hasCount(0);
    assertThat(service.stored(idOf(page))).contains("assistant: Once.").hasSize(4);
  }

  @Test
  void conversationsAreRenamedArchivedFoundAndDeleted() {
    String id = service.newConversation();
    service.send("PATCH", "/conversations/" + id, "{\"title\":\"Zebra crossing\"}");
    Page page = ann.open("chat?c=" + id);
    Locator row = page.locator(".conversation", new Page.LocatorOptions().setHasText("Zebra"));
    Locator title =
        page.locator(".conversation-title", new Page.LocatorOptions().setHasText("Zeb"));

    row.getByLabel("Rename").click();
    page.getByLabel("New title").fill("Zebu <b>herd</b>");
    page.keyboard().press("Enter");
    Locator renamed = page.locator(".conversation", new Page.LocatorOptions().setHasText("Zebu"));
    assertThat(renamed).containsText("Zebu <b>herd</b>");
    assertThat(page).hasTitle("Zebu <b>herd</b> · Imbi Assistant");
    assertThat(service.conversation(id).path("title").asText()).isEqualTo("Zebu <b>herd</b>");

    renamed.getByLabel("Archive").click();
    assertThat(renamed).hasCount(0);
    page.getByLabel("Show archived").check();
    assertThat(renamed).containsText("archived");

    page.getByLabel("Search conversations").fill("no such thing");
    assertThat(page.locator(".list-empty")).hasText("No title has these words.");
    page.getByLabel("Search conversations").fill("zebu");
    assertThat(page.locator(".conversation")).hasCount(1);

    renamed.getByLabel("Delete").click();
    page.getByRole(AriaRole.DIALOG).getByText("Cancel").click();
    assertThat(renamed).hasCount(1);
    renamed.getByLabel("Delete").click();
    page.getByRole(AriaRole.DIALOG).getByText("Delete", exactly()).click();
    assertThat(renamed).hasCount(0);
    assertThat(title).hasCount(0);
    assertThat(page.locator(".welcome")).isVisible();
    assertThat(service.send("GET", "/conversations/" + id, "").statusCode()).isEqualTo(404);
  }

  @Test
  void everythingCanBeDoneWithTheKeyboardAlone() {
    service.claude.enqueue(
        Answer.calling("toolu_6", "list_organizations", "{}"), Answer.saying("Two of them."));
    Page page = ann.open("chat");
    assertThat(page.locator(".welcome")).isVisible();

    page.keyboard().press("Tab");
    assertThat(page.getByText("Skip to the content")).isFocused();
    page.keyboard().press("Enter");
    tabTo(page, page.locator(".example").first());
    tabTo(page, page.locator("#question"));
    page.keyboard().type("Which");
    page.keyboard().press("Shift+Enter");
    page.keyboard().type("organizations?");
    page.keyboard().press("Enter");
    assertThat(page.locator(".question-text"))
        .hasText(Pattern.compile("Which\\s+organizations\\?"));
    assertThat(page.locator(".answer-footer")).isVisible();
    assertThat(page.locator("#question")).isFocused();

    page.keyboard().press("Shift+Tab");
    assertThat(page.getByText("Copy", exactlyIn())).isFocused();
    page.keyboard().press("Shift+Tab");
    assertThat(page.locator(".call summary")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.getByLabel("Result")).isVisible();
  }

  @Test
  void aLongTextFitsAPhone() {
    String word = "Donaudampfschifffahrtsgesellschaftskapitaen".repeat(8);
    service.claude.enqueue(
        Answer.saying(
            "# "
                + word
                + "\n\n"
                + word
                + "\n\n```json\n{\""
                + word
                + "\": 1}\n```\n\n| a | b |\n|---|---|\n| "
                + word
                + " | `"
                + word
                + "` |\n\n- ["
                + word
                + "](https://example.com/"
                + word
                + ")\n"));
    try (Browser.Visitor bob =
        browser.visitor(
            service, Browser.Screen.PHONE, com.microsoft.playwright.options.ColorScheme.DARK)) {
      Page page = bob.open("chat");
      ask(page, word);
      assertThat(page.locator(".answer-footer")).isVisible();

      assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
      assertThat(
              page.evaluate(
                  "() => { const t = document.getElementById('transcript');"
                      + " return t.scrollWidth <= t.clientWidth; }"))
          .isEqualTo(true);
      page.getByLabel("Open the menu").click();
      assertThat(page.locator(".conversation").first()).isVisible();
      page.keyboard().press("Escape");
      assertThat(page.getByLabel("Open the menu")).isFocused();
      assertThat(bob.complaints).isEmpty();
    }
  }

  private static void ask(Page page, String text) {
    page.locator("#question").fill(text);
    page.locator("#question").press("Enter");
  }

  private static String idOf(Page page) {
    assertThat(page).hasURL(Pattern.compile("\\?c="));
    return page.url().substring(page.url().indexOf("?c=") + 3);
  }

  private static void tabTo(Page page, Locator target) {
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("Tab");
      if (Boolean.TRUE.equals(target.evaluate("element => element === document.activeElement"))) {
        return;
      }
    }
    throw new AssertionError("The focus does not come to " + target);
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private static Page.GetByTextOptions exactlyIn() {
    return new Page.GetByTextOptions().setExact(true);
  }
}
