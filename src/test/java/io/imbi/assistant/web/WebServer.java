package io.imbi.assistant.web;

import io.imbi.assistant.conversation.ConversationStore;
import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.identity.Directory.AccessToken;
import io.imbi.assistant.identity.JwtSecret;
import io.imbi.assistant.identity.TokenIssuer;
import io.imbi.assistant.turn.Turns;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The real server over turns and conversations made of memory. */
final class WebServer implements AutoCloseable {

  static final String ANN = "ann@example.com";
  static final String BOB = "bob@example.com";

  final FakeTurns turns = new FakeTurns();
  final FakeConversations conversations = new FakeConversations();
  final FakeLeases leases = new FakeLeases();
  final EmbeddedServer server;
  private final ApplicationContext context;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private WebServer(Map<String, Object> settings, List<RuntimeBeanDefinition<?>> beans) {
    context = ApplicationContext.builder("nodatabase").properties(settings).build();
    register(Turns.class, turns);
    register(ConversationStore.class, conversations);
    register(TurnLeases.class, leases);
    beans.forEach(context::registerBeanDefinition);
    context.start();
    server = context.getBean(EmbeddedServer.class);
    server.start();
  }

  static WebServer start() {
    return start(Map.of());
  }

  static WebServer start(Map<String, Object> settings) {
    return new WebServer(withFreePort(settings), List.of());
  }

  /** With beans in place of those of the service. */
  static WebServer start(Map<String, Object> settings, RuntimeBeanDefinition<?>... beans) {
    return new WebServer(withFreePort(settings), List.of(beans));
  }

  private static Map<String, Object> withFreePort(Map<String, Object> settings) {
    var all = new HashMap<String, Object>(settings);
    all.put("micronaut.server.port", -1);
    return all;
  }

  private <T> void register(Class<T> type, T bean) {
    context.registerBeanDefinition(replacement(type, bean));
  }

  static <T> RuntimeBeanDefinition<T> replacement(Class<T> type, T bean) {
    return RuntimeBeanDefinition.builder(type, () -> bean).singleton(true).replaces(type).build();
  }

  int port() {
    return server.getPort();
  }

  /** A token of the user that is good for an hour. */
  String token(String email) {
    return token(email, false);
  }

  String token(String subject, boolean serviceAccount) {
    return token(subject, serviceAccount, false);
  }

  String administratorsToken() {
    return token("root@example.com", false, true);
  }

  private String token(String subject, boolean serviceAccount, boolean administrator) {
    var clock = Clock.systemUTC();
    return new TokenIssuer(context.getBean(JwtSecret.class), clock)
        .issue(
            new AccessToken(
                subject,
                UUID.randomUUID().toString(),
                serviceAccount,
                null,
                administrator,
                List.of(),
                clock.instant().plus(Duration.ofHours(1))))
        .value();
  }

  HttpResponse<String> get(String path, String email) {
    return send(request(path, email).GET());
  }

  HttpResponse<String> post(String path, String email, @Nullable String body) {
    return send(withBody("POST", request(path, email), body));
  }

  HttpResponse<String> patch(String path, String email, @Nullable String body) {
    return send(withBody("PATCH", request(path, email), body));
  }

  HttpResponse<String> delete(String path, String email) {
    return send(request(path, email).DELETE());
  }

  HttpRequest.Builder request(String path, String email) {
    return request(path).header("Authorization", "Bearer " + token(email));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
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

  private static HttpRequest.Builder withBody(
      String method, HttpRequest.Builder request, @Nullable String body) {
    return body == null
        ? request.method(method, BodyPublishers.noBody())
        : request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
