package io.imbi.assistant;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.imbi.assistant.scripted.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a model may have been talked into writing, in the page that shows it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileMarkdownTest {

  private static final String HOSTILE =
      """
      Before.

      <img src=x onerror="alert('img')"><img src="https://evil.example/pixel.png">

      ![remote](https://evil.example/image.png) ![data](data:image/svg+xml,<svg/onload=alert(1)>)

      [click](javascript:alert('link')) [data](data:text/html,<script>alert(1)</script>)
      [tab](java\tscript:alert(1)) [protocol](//evil.example/) <javascript:alert(1)>
      [vb](vbscript:x) [file](file:///etc/passwd) <a href="&#106;avascript:alert(1)">entity</a>

      <style>body { display: none } @import url(https://evil.example/a.css);</style>
      <link rel="stylesheet" href="https://evil.example/b.css">

      <script>alert('script')</script>

      <form action="https://evil.example/"><input name="token"><button>Send</button></form>

      <svg onload="alert('svg')"><script>alert(1)</script><use href="https://evil.example/u.svg#x"/></svg>
      <math><mtext><style><img src=x onerror=alert(2)></style></mtext></math>

      <iframe src="https://evil.example/"></iframe> <object data="https://evil.example/o"></object>
      <embed src="https://evil.example/e"> <base href="https://evil.example/">
      <meta http-equiv="refresh" content="0;url=https://evil.example/">
      <video src="https://evil.example/v.mp4" autoplay></video>

      <div class="toast" id="main" style="position:fixed;inset:0" onclick="alert(3)">styled</div>
      <details open ontoggle="alert('toggle')"><summary>More</summary>inside</details>

      <select><button><selectedcontent></selectedcontent></button><option selected><img src=x onerror=alert(4)></option></select>

      ```html
      <img src=x onerror="alert('fence')">
      ```

      ```"><img/src=x/onerror=alert(5)>
      lang
      ```

      | a |
      |---|
      | <img src=x onerror=alert(6)> `<b onclick=alert(7)>` |

      A <placeholder> and [a good link](https://good.example/page).

      After.
      """;

  private Service service;
  private Browser browser;

  @BeforeAll
  void start() {
    // The routes stand under a prefix, which the page has to find.
    service = new Service(Map.of("imbi.assistant.url", "https://imbi.example.com/assistant"));
    browser = new Browser();
  }

  @AfterAll
  void stop() {
    browser.close();
    service.close();
  }

  @Test
  void nothingOfItRunsLoadsOrImitatesThePage() {
    try (Browser.Visitor ann = browser.visitor(service)) {
      Page page = ann.open("chat");
      // Each character a piece: what is half-written is shown too.
      service.claude.enqueue(Answer.saying(HOSTILE.split("(?<=\\G.{3})")));
      page.locator("#question").fill("Be evil");
      page.locator("#question").press("Enter");
      assertThat(page.locator(".answer-footer")).isVisible();
      check(page, ann);

      page.reload();
      assertThat(page.locator(".answer-footer")).isVisible();
      check(page, ann);
    }
  }

  private static void check(Page page, Browser.Visitor ann) {
    Locator prose = page.locator(".prose");
    assertThat(
            prose.locator(
                "img, script, style, link, form, input, select, option, svg:not(.icon), math,"
                    + " iframe, object, embed, base, meta, video, [id], [style], [class=toast]"))
        .hasCount(0);
    assertThat(handlers(prose)).isEmpty();
    assertThat(links(prose))
        .contains("https://good.example/page")
        .allMatch(link -> link.startsWith("https://"));
    assertThat(prose.locator("a[href]:not([rel~=noopener][target=_blank])")).hasCount(0);
    assertThat(prose).containsText("Before.");
    assertThat(prose).containsText("A <placeholder> and a good link");
    assertThat(prose).containsText("After.");
    assertThat(prose.locator("pre").first()).hasText("<img src=x onerror=\"alert('fence')\">\n");
    assertThat(page.locator(".code-head span").first()).hasText("html");
    assertThat(prose).not().containsText("alert('script')");
    assertThat(page.locator("body")).isVisible();
    assertThat(ann.dialogs).isEmpty();
    assertThat(ann.foreignRequests).isEmpty();
    assertThat(ann.complaints).filteredOn(HostileMarkdownTest::isOfThePage).isEmpty();
  }

  /** The sanitiser reads what it is given into a document of its own, to which the policy holds. */
  private static boolean isOfThePage(String complaint) {
    return !complaint.startsWith("Applying inline style violates")
        && !complaint.startsWith("Setting the document's base URI to");
  }

  @SuppressWarnings("unchecked") // Whatever the script returns
  private static List<String> handlers(Locator prose) {
    return (List<String>)
        prose.evaluate(
            "root => [...root.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
                + ".filter(name => name.startsWith('on'))");
  }

  @SuppressWarnings("unchecked") // Whatever the script returns
  private static List<String> links(Locator prose) {
    return (List<String>)
        prose.evaluate("root => [...root.querySelectorAll('a[href]')].map(a => a.href)");
  }
}
