package io.imbi.assistant;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.imbi.assistant.scripted.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Takes the pictures of {@code docs/screenshots}, on request, to be looked at. */
@EnabledIfSystemProperty(named = "screenshots", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScreenshotsTest {

  private static final Path FOLDER = Path.of("docs/screenshots");

  private static final String ANSWER =
      """
      The **payments** team owns three projects. Two of them were released this week:

      | project | type | version | environment |
      |---|---|---|---|
      | Checkout | HTTP API | 2.14.0 | production |
      | Ledger | HTTP API | 1.9.3 | staging |
      | Receipts | Scheduled job | 0.8.1 | production |

      Ledger is one version behind in production. To record its deployment from a pipeline:

      ```bash
      imbi deployments record ledger 1.9.3 production --status success
      ```

      Shall I prepare the release of *Ledger* for production?
      """;

  private Service service;
  private Browser browser;
  private int calls;

  @BeforeAll
  void start() {
    service =
        new Service(Map.of("imbi.queue.worker", true, "imbi.assistant.approval", "destructive"))
            .withTools();
    browser = new Browser();
    service.claude.completing(request -> Answer.saying("Projects of the payments team"));
    service.send("POST", "/integrations/clock.local/run", "");
  }

  @AfterAll
  void stop() {
    browser.close();
    service.close();
  }

  @ParameterizedTest
  @CsvSource({"DESKTOP, LIGHT", "DESKTOP, DARK", "PHONE, LIGHT", "PHONE, DARK"})
  void eachPageIsPhotographed(Browser.Screen screen, ColorScheme theme) {
    try (Browser.Visitor ann = browser.visitor(service, screen, theme)) {
      String suffix = "-%s-%s".formatted(screen, theme).toLowerCase(Locale.ROOT);
      photograph(ann.openUnknown("chat"), "welcome" + suffix);

      Page chat = ann.open("chat");
      answered(chat);
      photograph(chat, "chat" + suffix);
      asked(chat);
      photograph(chat, "approval" + suffix);

      Page dashboard = ann.open("");
      assertThat(dashboard.locator(".integration").first()).isVisible();
      photograph(dashboard, "dashboard" + suffix);

      Page queue = ann.open("queue?state=done");
      queue.locator(".task summary").first().click();
      photograph(queue, "queue" + suffix);

      Page logs = ann.open("logs");
      assertThat(logs.locator("#log .prose")).isVisible();
      photograph(logs, "logs" + suffix);

      Page config = ann.open("config");
      assertThat(config.locator("tbody tr").first()).isVisible();
      photograph(config, "config" + suffix);
    }
  }

  private void answered(Page chat) {
    service.claude.enqueue(
        Answer.answer()
            .toolUse("toolu_" + ++calls, "list_projects", "{\"org_slug\":\"acme\"}")
            .toolUse("toolu_" + ++calls, "list_teams", "{\"org_slug\":\"acme\"}"),
        Answer.saying(ANSWER));
    ask(chat, "Which projects does the payments team own, and what was released this week?");
    assertThat(chat.locator(".answer-footer")).isVisible();
    assertThat(chat.locator(".conversation-title").first())
        .hasText("Projects of the payments team");
  }

  private void asked(Page chat) {
    String input = "{\"org_slug\":\"acme\",\"slug\":\"payments\"}";
    service.claude.enqueue(
        Answer.answer()
            .text("The team still owns projects, which would lose their owner.")
            .toolUse("toolu_" + ++calls, "delete_team", input));
    ask(chat, "Delete the payments team");
    assertThat(chat.getByText("Approve")).isVisible();
  }

  private static void ask(Page page, String text) {
    page.locator("#question").fill(text);
    page.locator("#question").press("Enter");
  }

  private static void photograph(Page page, String name) {
    assertThat(page.locator(".loading")).hasCount(0);
    try {
      Files.createDirectories(FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
  }
}
