package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An MCP server that does what a test says, badly if need be, and keeps what it was sent. */
final class ScriptedServer implements AutoCloseable {

  /** A request as it came. */
  record Received(String method, String path, Headers headers, String body) {

    JsonNode json() {
      try {
        return Json.parse(body);
      } catch (MalformedJsonException e) {
        return Json.object();
      }
    }

    String rpc() {
      return json().path("method").asText();
    }

    String tool() {
      return json().path("params").path("name").asText();
    }

    @Nullable String header(String name) {
      return headers.getFirst(name);
    }
  }

  /** Does something with a request, or leaves it to the ordinary course by giving false. */
  interface Script {
    boolean handle(Received request, HttpExchange exchange)
        throws IOException, InterruptedException;
  }

  /** Makes the result of a call, or an error of it by throwing. */
  interface Calls {
    JsonNode result(JsonNode params);
  }

  static final Script NOTHING_SPECIAL = (request, exchange) -> false;

  final List<Received> received = new CopyOnWriteArrayList<>();
  final Set<String> endedSessions = ConcurrentHashMap.newKeySet();

  volatile Script script = NOTHING_SPECIAL;
  volatile List<List<ObjectNode>> pages = List.of(List.of());
  volatile Calls calls = params -> text("done");
  volatile boolean offersStream = true;
  volatile String protocolVersion = "2025-11-25";

  private final Set<String> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sessionNumbers = new AtomicInteger();
  private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private int port;
  private @Nullable HttpServer http;

  ScriptedServer() {
    start();
  }

  void start() {
    try {
      HttpServer fresh =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      fresh.createContext("/", this::serve);
      fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      fresh.start();
      http = fresh;
      port = fresh.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server with all connections, and forgets its sessions. */
  void stop() {
    if (http != null) {
      http.stop(0);
      http = null;
    }
    sessions.clear();
    streams.clear();
  }

  @Override
  public void close() {
    closed.countDown();
    stop();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port + "/mcp");
  }

  int port() {
    return port;
  }

  void offers(ObjectNode... tools) {
    pages = List.of(List.of(tools));
  }

  void forgetSessions() {
    sessions.clear();
  }

  int openStreams() {
    return streams.size();
  }

  /** Sends a message on the streams that clients listen to. */
  void push(String message) {
    byte[] event = ("event: message\ndata: " + message + "\n\n").getBytes(StandardCharsets.UTF_8);
    streams.removeIf(stream -> !isWritten(stream, event));
  }

  private static boolean isWritten(OutputStream stream, byte[] event) {
    try {
      stream.write(event);
      stream.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  List<Received> calls(String tool) {
    return received.stream()
        .filter(request -> request.rpc().equals("tools/call") && request.tool().equals(tool))
        .toList();
  }

  long count(String rpc) {
    return received.stream().filter(request -> request.rpc().equals(rpc)).count();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var request =
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders(),
              body);
      received.add(request);
      if (!script.handle(request, exchange)) {
        switch (request.method()) {
          case "POST" -> post(request, exchange);
          case "GET" -> listen(exchange);
          case "DELETE" -> end(request, exchange);
          default -> respond(exchange, 405, "");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void post(Received request, HttpExchange exchange) throws IOException {
    JsonNode message = request.json();
    String rpc = request.rpc();
    if (rpc.equals("initialize")) {
      String session = "session-" + sessionNumbers.incrementAndGet();
      sessions.add(session);
      exchange.getResponseHeaders().set("Mcp-Session-Id", session);
      ObjectNode result = Json.object().put("protocolVersion", protocolVersion);
      result.putObject("capabilities").putObject("tools").put("listChanged", true);
      result.putObject("serverInfo").put("name", "scripted").put("version", "1");
      respond(exchange, 200, answer(message, result));
      return;
    }
    String session = request.header("Mcp-Session-Id");
    if (session == null || !sessions.contains(session)) {
      respond(exchange, 404, "{\"error\":{\"message\":\"no such session\"}}");
      return;
    }
    switch (rpc) {
      case "tools/list" -> respond(exchange, 200, answer(message, page(message.path("params"))));
      case "tools/call" ->
          respond(exchange, 200, answer(message, calls.result(message.path("params"))));
      default -> respond(exchange, 202, "");
    }
  }

  private JsonNode page(JsonNode params) {
    int number = params.path("cursor").asInt(0);
    ObjectNode result = Json.object();
    ArrayNode tools = result.putArray("tools");
    pages.get(number).forEach(tools::add);
    if (number + 1 < pages.size()) {
      result.put("nextCursor", String.valueOf(number + 1));
    }
    return result;
  }

  private void listen(HttpExchange exchange) throws IOException, InterruptedException {
    if (!offersStream) {
      respond(exchange, 405, "");
      return;
    }
    String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
    if (session == null || !sessions.contains(session)) {
      respond(exchange, 404, "");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
    streams.add(exchange.getResponseBody());
    closed.await();
  }

  private void end(Received request, HttpExchange exchange) throws IOException {
    String session = request.header("Mcp-Session-Id");
    if (session != null) {
      sessions.remove(session);
      endedSessions.add(session);
    }
    respond(exchange, 200, "");
  }

  static String answer(JsonNode request, JsonNode result) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", request.path("id"));
    answer.set("result", result);
    return Json.write(answer);
  }

  static String error(JsonNode request, int code, String message) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", request.path("id"));
    answer.putObject("error").put("code", code).put("message", message);
    return Json.write(answer);
  }

  static void respond(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Begins an event stream and writes its first part. */
  static OutputStream events(HttpExchange exchange, String first) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(first.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
    return exchange.getResponseBody();
  }

  static ObjectNode tool(String name) {
    return tool(name, "{'type':'object','properties':{'x':{'type':'string'}}}");
  }

  /**
   * @param schema JSON whose strings may stand in single quotes
   */
  static ObjectNode tool(String name, String schema) {
    ObjectNode tool = Json.object().put("name", name).put("description", "Does " + name);
    tool.set("inputSchema", Json.parse(schema.replace('\'', '"')));
    return tool;
  }

  static ObjectNode readOnly(ObjectNode tool) {
    tool.putObject("annotations").put("readOnlyHint", true);
    return tool;
  }

  static ObjectNode text(String text) {
    ObjectNode result = Json.object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }

  static List<ObjectNode> tools(String prefix, int count) {
    List<ObjectNode> tools = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tools.add(tool(prefix + i));
    }
    return tools;
  }
}
