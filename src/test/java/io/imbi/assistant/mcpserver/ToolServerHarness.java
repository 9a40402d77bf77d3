package io.imbi.assistant.mcpserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.Tool;
import io.imbi.assistant.tool.ToolOrigin;
import io.imbi.assistant.tool.ToolSource;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The real server over tools that a test makes. */
final class ToolServerHarness implements AutoCloseable {

  static final String ANN = "ann@example.com";
  static final String BOB = "bob@example.com";

  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ToolServerHarness(Map<String, Object> settings, Tool... tools) {
    var all = new HashMap<String, Object>(settings);
    all.putIfAbsent("micronaut.server.port", -1);
    all.putIfAbsent("imbi.assistant.sandbox", "off");
    context = ApplicationContext.builder("nodatabase").properties(all).build();
    context.registerBeanDefinition(
        RuntimeBeanDefinition.builder(ToolSource.class, () -> source(tools))
            .singleton(true)
            .build());
    context.start();
    server = context.getBean(EmbeddedServer.class);
    server.start();
  }

  static ToolServerHarness on(Tool... tools) {
    return new ToolServerHarness(Map.of(ServingSettings.MCP_SERVER, true), tools);
  }

  private static ToolSource source(Tool... tools) {
    return new ToolSource() {
      @Override
      public ToolOrigin origin() {
        return ToolOrigin.OPENAPI;
      }

      @Override
      public List<Tool> tools() {
        return List.of(tools);
      }
    };
  }

  int port() {
    return server.getPort();
  }

  /** A token that is good for an hour. */
  String token(String subject, boolean serviceAccount, String... permissions) {
    var clock = Clock.systemUTC();
    return new TokenIssuer(context.getBean(JwtSecret.class), clock)
        .issue(
            new AccessToken(
                subject,
                UUID.randomUUID().toString(),
                serviceAccount,
                null,
                false,
                List.of(permissions),
                clock.instant().plus(Duration.ofHours(1))))
        .value();
  }

  /** A request of Ann's. */
  HttpRequest.Builder request() {
    return request(ANN);
  }

  HttpRequest.Builder request(String user) {
    return anonymous().header("Authorization", "Bearer " + token(user, false));
  }

  HttpRequest.Builder anonymous() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/mcp"))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream");
  }

  HttpResponse<String> post(HttpRequest.Builder request, String body) {
    return send(request.POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * The whole response to what a page's browser sends to the service where it is known by a name:
   * at localhost, the framework refuses pages from elsewhere before we do.
   */
  String postFromPage(String origin, String token, String body) {
    String request =
        String.join(
            "\r\n",
            "POST /mcp HTTP/1.1",
            "Host: imbi.example.com",
            "Connection: close",
            "Origin: " + origin,
            "Authorization: Bearer " + token,
            "Content-Type: application/json",
            "Content-Length: " + body.length(),
            "",
            body);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The answer to a request of Ann's that is well formed. */
  JsonNode ask(String method, String params) {
    return Json.parse(post(request(), message(method, params)).body());
  }

  CompletableFuture<JsonNode> call(String user, String tool) {
    String body = message("tools/call", "{\"name\":\"%s\"}".formatted(tool));
    return client
        .sendAsync(
            request(user).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString())
        .thenApply(response -> Json.parse(response.body()));
  }

  static String message(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
