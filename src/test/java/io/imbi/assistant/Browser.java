package io.imbi.assistant;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real browser, without a window. */
final class Browser implements AutoCloseable {

  static final String EXECUTABLE = System.getProperty("chromium", "/usr/bin/chromium");

  private static final int PATIENCE_MILLIS = 20_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;

  Browser() {
    // For a machine that has much else to do; what holds is not waited for.
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "true")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(EXECUTABLE))
                    .setArgs(List.of("--no-sandbox")));
  }

  /** Somebody at a desk, who likes it light. */
  Visitor visitor(Client service) {
    return visitor(service, Screen.DESKTOP, ColorScheme.LIGHT);
  }

  Visitor visitor(Client service, Screen screen, ColorScheme theme) {
    return new Visitor(
        service,
        browser.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(screen.width, screen.height)
                .setColorScheme(theme)
                .setLocale("en-GB")
                .setTimezoneId("UTC")));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /** How large it is. */
  enum Screen {
    DESKTOP(1280, 800),
    PHONE(390, 844);

    final int width;
    final int height;

    Screen(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  /** Somebody with a browser of their own, of which the tabs share nothing but what it keeps. */
  static final class Visitor implements AutoCloseable {

    private final Client service;
    private final BrowserContext context;

    /** Errors of scripts and what the policy refused. */
    final List<String> complaints = new ArrayList<>();

    /** What was asked of others than the service. */
    final List<String> foreignRequests = new ArrayList<>();

    final List<String> dialogs = new ArrayList<>();

    private String passedThrough;

    private Visitor(Client service, BrowserContext context) {
      this.service = service;
      this.context = context;
      this.passedThrough = origin();
      context.setDefaultTimeout(PATIENCE_MILLIS);
      context.onRequest(
          request -> {
            if (!request.url().startsWith(origin()) && !request.url().startsWith(passedThrough)) {
              foreignRequests.add(request.url());
            }
          });
      context.onWebError(error -> complaints.add(error.error()));
      context.onConsoleMessage(
          message -> {
            // What was not found or refused is told to whoever asked for it.
            if (message.type().equals("error")
                && !message.text().startsWith("Failed to load resource")) {
              complaints.add(message.text());
            }
          });
      context.onDialog(
          dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
          });
    }

    /**
     * Opens a page as Ann.
     *
     * @param page such as {@code chat}
     */
    Page open(String page) {
      return open(page, service.token(Client.ANN));
    }

    Page open(String page, String token) {
      Page tab = context.newPage();
      tab.navigate(origin() + "/ui/" + page + "#token=" + token);
      return tab;
    }

    /** Opens a page without saying who it is. */
    Page openUnknown(String page) {
      Page tab = context.newPage();
      tab.navigate(origin() + "/ui/" + page);
      return tab;
    }

    /** Opens a page as Ann, through something else on this machine. */
    Page openAt(int port, String page) {
      passedThrough = "http://127.0.0.1:" + port;
      Page tab = context.newPage();
      tab.navigate(passedThrough + "/ui/" + page + "#token=" + service.token(Client.ANN));
      return tab;
    }

    private String origin() {
      return "http://127.0.0.1:" + service.port();
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
