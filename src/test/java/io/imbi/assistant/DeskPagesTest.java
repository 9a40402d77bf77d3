package io.imbi.assistant;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Dashboard, queue, log and configuration in a real browser, over the service as it is run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeskPagesTest {

  private static final String SECRET = "a secret of thirty-two bytes and a few more";

  private Service service;
  private Browser browser;
  private Browser.Visitor ann;

  @BeforeAll
  void start() {
    service = new Service(Map.of("imbi.queue.worker", true, "imbi.auth.jwt-secret", SECRET));
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
  }

  @Test
  void whatIsRunByHandIsFoundInTheQueueAndInTheLog() {
    Page page = ann.open("");
    page.getByLabel("Run now: local, notes").click();
    assertThat(page.locator(".run-outcome").first()).containsText("One task was queued.");

    page.navigate(page.url() + "queue?state=done");
    Locator task = page.locator(".task").first();
    assertThat(task.locator(".task-type")).containsText("clock.notes");
    task.locator("summary").click();
    assertThat(task.getByLabel("Payload")).isVisible();
    assertThat(page.locator("[data-state=done]")).hasAttribute("aria-pressed", "true");
    page.locator("[data-state=failed]").click();
    assertThat(page.locator(".empty-title")).hasText("Nothing has failed");

    page.getByText("Logs").click();
    assertThat(page.locator("#log .prose")).isVisible();
    assertThat(page.locator("#day")).isVisible();
  }

  @Test
  void theConfigurationInForceIsSearchedAndShowsNoSecret() {
    Page page = ann.open("config");
    Locator secret =
        page.locator("tr", new Page.LocatorOptions().setHasText("IMBI_AUTH_JWT_SECRET"));
    assertThat(secret).containsText("••••");
    assertThat(page.content()).doesNotContain(SECRET);

    page.getByLabel("Search settings").fill("max_tok");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody tr")).containsText("IMBI_ASSISTANT_MAX_TOKENS");
    page.getByLabel("Only what differs from the default").check();
    assertThat(page.locator(".empty-title")).hasText("No such setting");
  }

  @Test
  void whoMayNotSeeAPageIsToldSo() {
    String token = service.token("bob@example.com", false);

    for (String name : new String[] {"logs", "config"}) {
      Page page = ann.open(name, token);
      assertThat(page.locator(".empty-title")).hasText("Not for this account");
      assertThat(page.locator(".empty")).containsText("administrators");
    }
    Page unknown = ann.open("config", "nonsense");
    assertThat(unknown.locator(".login .notice")).isVisible();
  }
}
