package io.imbi.assistant.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A request that the server accepted or refused, and how far its answer has got. */
public final class ReceivedRequest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String path;
  private final Map<String, String> headers;
  private final byte[] bytes;
  private final ObjectNode body;
  private final AtomicInteger eventsSent = new AtomicInteger();
  private final CompletableFuture<Void> stalled = new CompletableFuture<>();
  private final CompletableFuture<Void> abandoned = new CompletableFuture<>();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  ReceivedRequest(String path, Map<String, String> headers, byte[] bytes, ObjectNode body) {
    this.path = path;
    this.headers = headers;
    this.bytes = bytes;
    this.body = body;
  }

  public String path() {
    return path;
  }

  /** A header by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The body as it was sent. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public ObjectNode body() {
    return body;
  }

  public boolean streaming() {
    return body.path("stream").asBoolean();
  }

  public String model() {
    return body.path("model").asText();
  }

  public List<JsonNode> messages() {
    return list(body.path("messages"));
  }

  public List<JsonNode> tools() {
    return list(body.path("tools"));
  }

  /** Names of all tools that are offered, deferred ones and the tool search included. */
  public List<String> toolNames() {
    return tools().stream().map(tool -> tool.path("name").asText()).toList();
  }

  /** The system prompt's text. */
  public String system() {
    JsonNode system = body.path("system");
    return system.isTextual() ? system.asText() : text(system);
  }

  /** The text of the last message, empty if it has none. */
  public String lastText() {
    JsonNode content = lastContent();
    return content.isTextual() ? content.asText() : text(content);
  }

  /** The tool results in the last message. */
  public List<JsonNode> toolResults() {
    return list(lastContent()).stream()
        .filter(block -> block.path("type").asText().equals("tool_result"))
        .toList();
  }

  /** Events that were written to the socket so far. */
  public int eventsSent() {
    return eventsSent.get();
  }

  /** Whether the client closed the connection before the answer was complete. */
  public boolean isAbandoned() {
    return abandoned.isDone();
  }

  /** Whether the answer is complete, or will never be. */
  boolean isOver() {
    return finished.isDone() || abandoned.isDone();
  }

  /** Waits until the client has closed the connection before the answer was complete. */
  public void awaitAbandoned() {
    awaitAbandoned(PATIENCE);
  }

  /** Waits as {@link #awaitAbandoned()}. */
  public void awaitAbandoned(Duration atMost) {
    Waiting.until(abandoned, atMost, "the client to go away");
  }

  /** Waits until the answer has come to its {@link Failure.Stall}. */
  public void awaitStalled() {
    Waiting.until(stalled, PATIENCE, "the answer to stall");
  }

  /** Waits until the whole answer has been written, or has failed as it was told to. */
  public void awaitFinished() {
    Waiting.until(finished, PATIENCE, "the answer to be written");
  }

  void eventSent() {
    eventsSent.incrementAndGet();
  }

  void stalled() {
    stalled.complete(null);
  }

  void finished() {
    finished.complete(null);
  }

  void clientGone() {
    if (!finished.isDone()) {
      abandoned.complete(null);
    }
  }

  @Override
  public String toString() {
    return path + " with " + messages().size() + " messages";
  }

  private JsonNode lastContent() {
    List<JsonNode> messages = messages();
    return messages.isEmpty() ? body.path("messages") : messages.getLast().path("content");
  }

  private static String text(JsonNode blocks) {
    var text = new StringBuilder();
    for (JsonNode block : blocks) {
      text.append(block.path("text").asText());
    }
    return text.toString();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>(array.size());
    array.forEach(list::add);
    return list;
  }
}
