package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imbi.assistant.deployment.Release;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A session kept by the MCP SDK. Results stay trees, because its types drop what they don't know.
 */
final class SdkConnection implements McpConnection {

  private static final List<String> SPOKEN =
      List.of(
          ProtocolVersions.MCP_2025_11_25,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2024_11_05);

  private static final TypeRef<JsonNode> TREE = new TypeRef<>() {};

  /** The SDK's own time limit, which leaves the transport running, must never come first. */
  private static final Duration NEVER = Duration.ofDays(1);

  private static final int MAX_ERROR_CHARS = 1_000;

  private final SdkTransport transport;
  private final McpClientSession session;
  private final Duration timeout;
  private final Disposable.Swap listening = Disposables.swap();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private boolean offersTools;

  private int running;
  private boolean retired;

  private SdkConnection(SdkTransport transport, Duration timeout, Listener listener) {
    this.transport = transport;
    this.timeout = timeout;
    this.session =
        new McpClientSession(
            NEVER,
            transport,
            Map.of(McpSchema.METHOD_PING, params -> Mono.just(Map.of())),
            Map.of(
                McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED,
                params -> Mono.fromRunnable(listener::toolsChanged)),
            UnaryOperator.identity());
  }

  /**
   * Shakes hands with a server.
   *
   * @throws McpFailure if it cannot be reached or the handshake fails
   */
  static SdkConnection open(StreamableHttp http, Duration timeout, Listener listener)
      throws InterruptedException {
    var connection = new SdkConnection(new SdkTransport(http), timeout, listener);
    boolean opened = false;
    try {
      connection.initialize(http);
      opened = true;
    } finally {
      if (!opened) {
        connection.retire();
      }
    }
    connection.listen(listener);
    return connection;
  }

  private void initialize(StreamableHttp http) throws InterruptedException {
    JsonNode result =
        request(
            McpSchema.METHOD_INITIALIZE,
            new InitializeRequest(
                SPOKEN.getFirst(),
                ClientCapabilities.builder().build(),
                new Implementation(Release.NAME, "Imbi Assistant", Release.version())));
    String version = result.path("protocolVersion").asText();
    if (!SPOKEN.contains(version)) {
      throw new McpFailure(
          Kind.UNUSABLE, "It speaks another revision of MCP: " + Untrusted.line(version, 20));
    }
    http.speak(version);
    offersTools = result.path("capabilities").hasNonNull("tools");
    Mono<JsonNode> noted =
        session.sendNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED).thenReturn(result);
    await(noted, Sinks.empty());
  }

  private void listen(Listener listener) {
    listening.update(
        transport
            .listen()
            .subscribe(nothing -> {}, error -> listener.lost(this, asFailure(error))));
  }

  @Override
  public JsonNode tools(@Nullable String cursor) throws InterruptedException {
    if (!offersTools) {
      return Json.object();
    }
    ObjectNode params = Json.object();
    if (cursor != null) {
      params.put("cursor", cursor);
    }
    return request(McpSchema.METHOD_TOOLS_LIST, params);
  }

  @Override
  public JsonNode call(String tool, ObjectNode arguments) throws InterruptedException {
    ObjectNode params = Json.object().put("name", tool);
    params.set("arguments", arguments);
    return request(McpSchema.METHOD_TOOLS_CALL, params);
  }

  private JsonNode request(String method, Object params) throws InterruptedException {
    begin();
    try {
      Sinks.Empty<Void> abandoned = Sinks.empty();
      return await(
          session
              .sendRequest(method, params, TREE)
              .contextWrite(context -> context.put(SdkTransport.ABANDONED, abandoned.asMono())),
          abandoned);
    } finally {
      finish();
    }
  }

  private JsonNode await(Mono<JsonNode> answer, Sinks.Empty<Void> abandoned)
      throws InterruptedException {
    CompletableFuture<JsonNode> future = answer.toFuture();
    boolean over = false;
    try {
      JsonNode result = future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      over = true;
      return result;
    } catch (TimeoutException e) {
      throw new McpFailure(
          Kind.TIMED_OUT, "It did not answer within %d ms".formatted(timeout.toMillis()));
    } catch (ExecutionException e) {
      over = true;
      throw asFailure(e.getCause());
    } finally {
      if (!over) {
        abandoned.tryEmitEmpty();
        future.cancel(true);
      }
    }
  }

  private static McpFailure asFailure(@Nullable Throwable error) {
    return switch (error) {
      case McpFailure failure -> failure;
      case McpError remote when remote.getJsonRpcError() != null ->
          new McpFailure(
              Kind.REMOTE_ERROR,
              Untrusted.clean(remote.getJsonRpcError().message(), MAX_ERROR_CHARS),
              remote.getJsonRpcError().code());
      case CancellationException cancelled -> new McpFailure(Kind.CUT, "The session was closed");
      case null, default -> new McpFailure(Kind.CUT, "The session broke");
    };
  }

  private synchronized void begin() {
    if (retired) {
      throw new McpFailure(Kind.UNREACHABLE, "The session is closed");
    }
    running++;
  }

  private void finish() {
    boolean last;
    synchronized (this) {
      running--;
      last = retired && running == 0;
    }
    if (last) {
      end();
    }
  }

  @Override
  public void retire() {
    boolean idle;
    synchronized (this) {
      idle = !retired && running == 0;
      retired = true;
    }
    if (idle) {
      end();
    }
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  private void end() {
    listening.dispose();
    transport
        .closeGracefully()
        .doFinally(
            signal -> {
              session.close();
              ended.complete(null);
            })
        .subscribe();
  }
}
