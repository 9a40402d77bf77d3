package io.imbi.assistant;

import com.sun.net.httpserver.HttpExchange;
import io.imbi.assistant.imbi.RecordingApi;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An API with one call that reads and one that changes something, either of which can be held. */
final class Things implements AutoCloseable {

  /** Reads; takes no arguments that are required. */
  static final String LIST = "list_things";

  /** Changes something; takes a {@code name}. */
  static final String CREATE = "create_thing";

  private static final String DOCUMENT =
      """
      {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}, "paths": {
        "/users/me": {"get": {"operationId": "get_me", "responses": {}}},
        "/things": {
          "get": {"operationId": "list_things", "responses": {}, "parameters": [
            {"name": "limit", "in": "query", "schema": {"type": "integer"}}]},
          "post": {"operationId": "create_thing", "responses": {}, "requestBody": {
            "required": true, "content": {"application/json": {"schema": {
              "type": "object", "required": ["name"],
              "properties": {"name": {"type": "string"}}}}}}}}}}\
      """;

  private final RecordingApi api = new RecordingApi().answering(this::answer);
  private volatile String answer = "[]";
  private volatile CountDownLatch held = new CountDownLatch(0);

  /** The settings of a service that uses it. */
  Map<String, Object> settings() {
    return Map.of(
        "imbi.internal-api-url", url().toString(),
        "imbi.assistant.sandbox", "off",
        "imbi.assistant.openapi.first-retry", "100ms");
  }

  URI url() {
    return api.url();
  }

  Things answering(String json) {
    answer = json;
    return this;
  }

  /** Lets calls wait until {@link #release}. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void release() {
    held.countDown();
  }

  /** Methods of the calls that came. */
  List<String> calls() {
    return api.received().stream()
        .filter(received -> received.target().startsWith("/things"))
        .map(RecordingApi.Received::method)
        .toList();
  }

  /** The body of the call that came last. */
  String lastBody() {
    return api.last().body();
  }

  void awaitCall(String method) {
    Awaitility.await().until(() -> calls().contains(method));
  }

  void reset() {
    release();
    answer = "[]";
    api.forget();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/openapi.json")) {
      RecordingApi.json(200, DOCUMENT).to(exchange);
      return;
    }
    try {
      if (!held.await(20, TimeUnit.SECONDS)) {
        throw new IOException("The call was never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    RecordingApi.json(200, answer).to(exchange);
  }

  @Override
  public void close() {
    release();
    api.close();
  }
}
