package io.imbi.assistant;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.imbi.assistant.scripted.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What axe-core finds on each page, in both themes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessibilityTest {

  /** The rules that were broken and where; a theme can only break one. */
  private static final String BROKEN_RULES =
      """
      async theme => {
        const rules = theme === 'DARK' ? {runOnly: ['color-contrast']} : {};
        const {violations, passes} = await axe.run(document, rules);
        if (passes.length === 0) throw new Error('Nothing was checked');
        return violations.flatMap(({id, nodes}) =>
            nodes.map(({html, failureSummary}) => `${id}: ${html}: ${failureSummary}`));
      }
      """;

  private final String axe = script();
  private Service service;
  private Browser browser;

  @BeforeAll
  void start() {
    service = new Service(Map.of("imbi.assistant.approval", "mutating")).withTools();
    browser = new Browser();
  }

  @AfterAll
  void stop() {
    browser.close();
    service.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void noPageKeepsAnybodyOut(ColorScheme theme) {
    try (Browser.Visitor ann = browser.visitor(service, Browser.Screen.DESKTOP, theme)) {
      for (String name : List.of("", "queue", "logs", "config", "chat")) {
        Page page = ann.open(name);
        assertThat(page.locator(".loading")).hasCount(0);
        check(page, theme, name);
      }
      Page login = ann.open("chat", "nonsense");
      assertThat(login.locator(".login")).isVisible();
      check(login, theme, "login");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void noConversationKeepsAnybodyOut(ColorScheme theme) {
    service.claude.enqueue(
        Answer.calling("toolu_" + theme, "list_organizations", "{}"),
        Answer.saying(
            """
            # Title

            Text with `code`, a [link](https://example.com/) and > more.

            > A quote

            | a | b |
            |---|---|
            | 1 | 2 |

            ```java
            int a = 1;
            ```
            """),
        Answer.calling(
            "toolu_team_" + theme,
            "create_team",
            "{\"org_slug\":\"acme\",\"name\":\"Night Watch\",\"slug\":\"night-watch\"}"));
    try (Browser.Visitor ann = browser.visitor(service, Browser.Screen.PHONE, theme)) {
      Page page = ann.open("chat");
      page.locator("#question").fill("What is there?");
      page.locator("#question").press("Enter");
      assertThat(page.locator(".answer-footer")).isVisible();
      page.locator(".call summary").first().click();
      page.locator("#question").fill("Make a team");
      page.locator("#question").press("Enter");
      assertThat(page.getByText("Approve")).isVisible();
      check(page, theme, "conversation");

      page.getByLabel("Open the menu").click();
      check(page, theme, "menu");
      page.getByLabel("Delete:").first().click();
      check(page, theme, "dialog");
    }
  }

  @SuppressWarnings("unchecked") // Whatever the script returns
  private void check(Page page, ColorScheme theme, String name) {
    page.evaluate(axe);
    assertThat((List<String>) page.evaluate(BROKEN_RULES, theme.name())).as(name).isEmpty();
  }

  private static String script() {
    try (InputStream in =
        Objects.requireNonNull(AccessibilityTest.class.getResourceAsStream("/axe.min.js"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
