package io.imbi.assistant.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.imbi.assistant.deployment.SettingException;
import io.imbi.assistant.deployment.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UiLinksTest {

  private HttpServer server = start();
  private String body = "- Things: `/things`";
  private int status = 200;

  @BeforeEach
  void serve() {
    server.createContext(
        "/llms.txt",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void whatTheInterfacePublishesIsTaken() {
    assertThat(UiLinks.fetch(address())).hasValue("- Things: `/things`");
  }

  @Test
  void anEmptyBodyIsNotTaken() {
    body = " \n";
    assertThat(UiLinks.fetch(address())).isEmpty();
  }

  @Test
  void aPageIsNotTaken() {
    body = "\n<!DOCTYPE html><html></html>";
    assertThat(UiLinks.fetch(address())).isEmpty();
  }

  @Test
  void anErrorIsNotTaken() {
    status = 404;
    assertThat(UiLinks.fetch(address())).isEmpty();
  }

  @Test
  void anUnreachableInterfaceIsNotFatal() {
    server.stop(0);
    assertThat(UiLinks.fetch(address())).isEmpty();
  }

  @Test
  void theBundledLinksBeginWithThePublicAddress() {
    var links = new UiLinks(new LinksSettings("https://imbi.example.com/", null));
    assertThat(links.markdown()).contains("`https://imbi.example.com/projects/{project_id}`");
  }

  @Test
  void anAddressThatIsNoUrlNamesItsVariable() {
    assertThatThrownBy(() -> new UiLinks(new LinksSettings("imbi", null)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_UI_URL");
    assertThatThrownBy(() -> new UiLinks(new LinksSettings(null, "ftp://x")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("IMBI_INTERNAL_UI_URL");
  }

  @Test
  void theSettings() {
    assertThat(Settings.read(LinksSettings.class, Map.of()))
        .isEqualTo(new LinksSettings(null, null));
    assertThat(
            Settings.read(
                LinksSettings.class,
                Map.of("imbi.ui-url", "https://a", "imbi.internal-ui-url", "http://b")))
        .isEqualTo(new LinksSettings("https://a", "http://b"));
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/llms.txt");
  }

  private static HttpServer start() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
