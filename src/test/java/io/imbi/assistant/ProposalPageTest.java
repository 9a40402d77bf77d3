package io.imbi.assistant;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.scripted.Answer;
import io.imbi.assistant.scripted.Gate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Actions that the model proposes, and chat through the queue, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProposalPageTest {

  private static final String OPERATOR = "the operator's own token";

  private Service service;
  private Browser browser;
  private Browser.Visitor ann;

  @BeforeAll
  void start() {
    service =
        new Service(Map.of("imbi.queue.worker", true, "imbi.desk.token", OPERATOR))
            .withTool("propose_action");
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
    assertThat(service.claude.refusals()).isEmpty();
  }

  @Test
  void aProposedActionRunsWithWhatWasShownOnceItIsApproved() {
    Page page = ann.open("chat");
    Locator card = proposed(page, "Buy *milk*");
    assertThat(card.getByLabel("What it will run with")).containsText("\"text\": \"Buy *milk*\"");

    card.getByText("Approve").click();

    assertThat(page.locator(".system-message").last()).containsText("The note is written");
    assertThat(card).containsText("Answered: Approve");
    assertThat(card.getByRole(AriaRole.BUTTON)).hasCount(0);
    assertThat(notesOf("Buy *milk*")).isEqualTo(1);
    page.reload();
    assertThat(card).containsText("Answered: Approve");
    assertThat(page.locator(".answer").last()).containsText("Shall I?");
  }

  @Test
  void aProposedActionThatIsCancelledDoesNotRun() {
    Page page = ann.open("chat");
    Locator card = proposed(page, "Never");

    card.getByText("Cancel").click();

    assertThat(page.locator(".system-message")).hasText("Action cancelled.");
    assertThat(card).containsText("Answered: Cancel");
    assertThat(notesOf("Never")).isZero();
  }

  @Test
  void aProposalClickedInTwoTabsRunsOnce() {
    Page page = ann.open("chat");
    Locator card = proposed(page, "Once");
    Page other = ann.open(page.url().substring(page.url().indexOf("chat?")));
    Locator same = card(other);
    assertThat(same.getByText("Approve")).isVisible();

    card.getByText("Approve").click();
    same.getByText("Approve").click();

    assertThat(card).containsText("Answered: Approve");
    assertThat(same).containsText("Answered: Approve");
    assertThat(same.getByRole(AriaRole.BUTTON)).hasCount(0);
    assertThat(page.locator(".system-message").last()).containsText("The note is written");
    assertThat(notesOf("Once")).isEqualTo(1);
  }

  @Test
  void onThisMachineChatNeedsNoLoginAndSurvivesAReload() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().text("From").hold(gate).text(" the queue."));
    Page page = ann.openUnknown("chat");
    page.locator("#question").fill("Who are you?");
    page.locator("#question").press("Enter");
    gate.awaitReached();
    assertThat(page.getByText("Working on it")).isVisible();
    assertThat(page.getByLabel("Stop the answer")).isHidden();

    page.reload();

    assertThat(page.getByText("Working on it")).isVisible();
    gate.open();
    assertThat(page.locator(".answer .prose")).hasText("From the queue.");
    assertThat(page.locator(".question")).hasCount(1);
    assertThat(page.locator(".answer")).hasCount(1);
    assertThat(page.locator("#account")).hasText("You");
    page.locator("#question").fill("/nonsense");
    page.locator("#question").press("Enter");
    assertThat(page.locator(".system-message")).containsText("/clear");
    page.locator("#question").fill("/clear");
    page.locator("#question").press("Enter");
    assertThat(page.locator(".welcome")).isVisible();
    assertThat(page.locator(".question")).hasCount(0);
  }

  @Test
  void theOperatorsTokenLeadsToTheQueue() {
    service.claude.enqueue(Answer.saying("Hello, operator."));
    Page page = ann.open("chat", OPERATOR);

    page.locator("#question").fill("Hello");
    page.locator("#question").press("Enter");

    assertThat(page.locator(".answer .prose")).hasText("Hello, operator.");
    assertThat(page.locator("#account")).containsText("Operator");
  }

  @Test
  void whatTakesLongInTheQueueIsSaidToWait() {
    var gate = new Gate();
    service.claude.enqueue(Answer.answer().hold(gate).text("At last."));
    Page page = ann.open("chat", OPERATOR);
    assertThat(page.locator("#question")).isVisible();
    page.clock().install();
    page.locator("#question").fill("Take your time");
    page.locator("#question").press("Enter");
    gate.awaitReached();

    page.clock().fastForward(20_000);

    assertThat(page.locator(".answer .notice")).containsText("still waits in the queue");
    gate.open();
    assertThat(page.locator(".answer .prose")).hasText("At last.");
    assertThat(page.locator(".answer .notice")).hasCount(0);
  }

  private Locator proposed(Page page, String note) {
    service.claude.enqueue(
        Answer.calling(
            "toolu_" + Integer.toHexString(note.hashCode()),
            "propose_action",
            Json.write(
                Map.of("action", "clock.local.write_note", "parameters", Map.of("text", note)))),
        Answer.saying("Shall I?"));
    page.locator("#question").fill("Note it, please");
    page.locator("#question").press("Enter");
    assertThat(card(page).getByText("Approve")).isVisible();
    return card(page);
  }

  private static Locator card(Page page) {
    return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Proposed:"));
  }

  /** Tasks that were to write this note. */
  private int notesOf(String text) {
    int notes = 0;
    for (String state : new String[] {"pending", "active", "done", "failed"}) {
      JsonNode tasks =
          Json.parse(service.send("GET", "/api/queue/tasks?state=" + state, "").body());
      for (JsonNode task : tasks.path("tasks")) {
        if (task.path("payload").toString().contains("\"" + text + "\"")) {
          notes++;
        }
      }
    }
    return notes;
  }
}
