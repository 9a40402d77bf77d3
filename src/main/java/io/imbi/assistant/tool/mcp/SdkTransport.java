package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.imbi.assistant.json.Json;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Carries the SDK's messages over our own HTTP, because the SDK's transport reads bodies of any
 * length, logs them, cannot check addresses, and leaves the connection of an abandoned request
 * open. Only messages that a client of tools has a use for get through to the SDK, and cleaned.
 */
final class SdkTransport implements McpClientTransport {

  /** In the context of a request: completes if nobody waits for its answer any more. */
  static final String ABANDONED = SdkTransport.class.getName() + ".abandoned";

  private static final int MAX_ERROR_CHARS = 1_000;

  /** Answers to a server's own requests that may be under way at once; more are not given. */
  private static final int MAX_REPLIES = 4;

  /** How long a stream may stay open after its answer, so that its connection can be used again. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final Set<String> USEFUL_NOTIFICATIONS =
      Set.of(McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED);

  private static final String CANCELLED = "notifications/cancelled";

  private final StreamableHttp http;
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
  private final AtomicInteger replies = new AtomicInteger();
  private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler =
      Function.identity();

  SdkTransport(StreamableHttp http) {
    this.http = http;
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    this.handler = handler;
    return Mono.empty();
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return switch (message) {
      case JSONRPCRequest request ->
          Mono.deferContextual(
              context ->
                  ask(request, context.<Mono<Void>>getOrEmpty(ABANDONED).orElse(Mono.never())));
      case JSONRPCNotification notification -> http.tell(Json.write(notification));
      case JSONRPCResponse response ->
          http.tell(Json.write(response)).doFinally(signal -> replies.decrementAndGet());
    };
  }

  /** The messages that the server sends of its own accord; see {@link StreamableHttp#listen}. */
  Mono<Void> listen() {
    return http.listen().doOnNext(this::deliver).then();
  }

  @Override
  public Mono<Void> closeGracefully() {
    return http.end();
  }

  @Override
  @SuppressWarnings("unchecked") // Results are asked for as trees, and nothing else.
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return (T) data;
  }

  private Mono<Void> ask(JSONRPCRequest request, Mono<Void> abandoned) {
    String id = (String) request.id();
    var answered = new CompletableFuture<Void>();
    awaited.put(id, answered);
    Mono<Void> over =
        Mono.firstWithSignal(
            abandoned.doOnSuccess(nothing -> giveUp(request)),
            Mono.fromFuture(answered, true).then(Mono.delay(LINGER)).then());
    return http.ask(Json.write(request), answered)
        .doOnNext(this::deliver)
        .takeUntilOther(over)
        .then()
        .doFinally(signal -> awaited.remove(id));
  }

  /** Has the SDK forget the request, and tells the server that its answer is not waited for. */
  private void giveUp(JSONRPCRequest request) {
    String id = (String) request.id();
    if (awaited.remove(id) == null) {
      return;
    }
    handOn(error(id, McpSchema.ErrorCodes.INTERNAL_ERROR, "abandoned"));
    if (!request.method().equals(McpSchema.METHOD_INITIALIZE)) {
      var cancelled =
          new JSONRPCNotification(
              McpSchema.JSONRPC_VERSION, CANCELLED, Json.object().put("requestId", id));
      http.tell(Json.write(cancelled)).onErrorComplete().subscribe();
    }
  }

  private void deliver(JsonNode message) {
    JsonNode id = message.path("id");
    String method = message.path("method").asText();
    if (!method.isEmpty()) {
      if (id.isTextual() || (id.isIntegralNumber() && id.canConvertToLong())) {
        reply(id, method);
      } else if (USEFUL_NOTIFICATIONS.contains(method)) {
        handOn(new JSONRPCNotification(McpSchema.JSONRPC_VERSION, method, null));
      }
    } else if (id.isTextual()) {
      answer(id.textValue(), message);
    }
  }

  private void reply(JsonNode id, String method) {
    if (replies.incrementAndGet() > MAX_REPLIES) {
      replies.decrementAndGet();
      return;
    }
    Object sameId = id.isTextual() ? id.textValue() : (Object) id.longValue();
    handOn(
        new JSONRPCRequest(
            McpSchema.JSONRPC_VERSION,
            Untrusted.line(method, 100),
            sameId,
            NullNode.getInstance()));
  }

  private void answer(String id, JsonNode message) {
    CompletableFuture<Void> answered = awaited.remove(id);
    if (answered == null) {
      return;
    }
    JsonNode error = message.path("error");
    handOn(
        error.isObject()
            ? error(id, error.path("code").asInt(), error.path("message").asText())
            : new JSONRPCResponse(McpSchema.JSONRPC_VERSION, id, message.path("result"), null));
    answered.complete(null);
  }

  private static JSONRPCResponse error(String id, int code, String message) {
    String cleaned = Untrusted.clean(message, MAX_ERROR_CHARS);
    return new JSONRPCResponse(
        McpSchema.JSONRPC_VERSION, id, null, new JSONRPCError(code, cleaned, null));
  }

  private void handOn(JSONRPCMessage message) {
    handler.apply(Mono.just(message)).subscribe();
  }
}
