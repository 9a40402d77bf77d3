package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.tool.mcp.Credentials.Header;
import io.imbi.assistant.tool.mcp.GuardedHttp.Head;
import io.imbi.assistant.tool.mcp.GuardedHttp.Request;
import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One session's HTTP requests: MCP's streamable HTTP transport. Knows of JSON-RPC only that
 * messages are JSON.
 *
 * <p>A stream that ends before its answer is resumed where the server has given its events ids. A
 * 401 has the credential renewed and the request repeated once: it was not looked at.
 */
final class StreamableHttp {

  /** The largest message that is read. */
  static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

  private static final int MAX_ANSWER_BYTES = 2 * MAX_MESSAGE_BYTES;
  private static final int MAX_REFUSAL_BYTES = 16 * 1024;
  private static final int MAX_REDIRECTS = 3;
  private static final int MAX_RESUMPTIONS = 100;

  private static final Duration END_TIMEOUT = Duration.ofSeconds(2);

  private static final Pattern SESSION_ID = Pattern.compile("[\\x21-\\x7e]{1,1024}");

  private static final String NOTHING = "";

  private final GuardedHttp http;
  private final Credentials credentials;
  private final Duration timeout;
  private final Duration retryDelay;

  private volatile URI endpoint;
  private volatile @Nullable String sessionId;
  private volatile @Nullable String protocolVersion;

  /**
   * @param timeout the longest silence within an answer
   * @param retryDelay the pause before a stream is opened again, if the server asks for none
   */
  StreamableHttp(
      GuardedHttp http,
      URI endpoint,
      Credentials credentials,
      Duration timeout,
      Duration retryDelay) {
    this.http = http;
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.timeout = timeout;
    this.retryDelay = retryDelay;
  }

  /** From now on says that this revision of the protocol is spoken. */
  void speak(String protocolVersion) {
    this.protocolVersion = protocolVersion;
  }

  /**
   * Sends a request and gives the messages that come back on its stream, the answer among them.
   *
   * @param answered done as soon as the answer was seen, on this stream or another
   * @return fails with a {@link McpFailure} if the stream ends for good without the answer
   */
  Flux<JsonNode> ask(String message, Future<?> answered) {
    return Flux.defer(
        () -> follow(new Outgoing("POST", message, timeout), ofAnswer(), answered, 0));
  }

  /** Sends a message that has no answer. */
  Mono<Void> tell(String message) {
    return Flux.defer(() -> open(new Outgoing("POST", message, timeout), ofAnswer())).then();
  }

  /**
   * The messages that the server sends of its own accord. Completes if it offers no such stream;
   * fails with a {@link McpFailure} once the server or the session is gone.
   */
  Flux<JsonNode> listen() {
    return Flux.defer(
        () -> {
          var position = StreamPosition.ofNotifications(retryDelay);
          return Flux.defer(() -> open(new Outgoing("GET", NOTHING, null), position))
              .onErrorResume(McpFailure.class, failure -> afterFailure(failure, position))
              .repeatWhen(
                  ends ->
                      ends.takeWhile(end -> position.wasOpened())
                          .concatMap(end -> Mono.delay(position.pauseBeforeListening())));
        });
  }

  /** Ends the session, if there is one. Never fails. */
  Mono<Void> end() {
    return sessionId == null
        ? Mono.empty()
        : Flux.defer(() -> open(new Outgoing("DELETE", NOTHING, END_TIMEOUT), ofAnswer()))
            .then()
            .timeout(END_TIMEOUT)
            .onErrorComplete();
  }

  private Flux<JsonNode> follow(
      Outgoing outgoing, StreamPosition position, Future<?> answered, int resumptions) {
    return open(outgoing, position)
        .onErrorResume(
            McpFailure.class,
            failure -> {
              boolean resume = failure.kind() == Kind.CUT && position.isResumable();
              return resume ? Flux.empty() : Flux.error(ofSentRequest(failure, resumptions));
            })
        .concatWith(
            Flux.defer(
                () -> {
                  if (answered.isDone()) {
                    return Flux.empty();
                  }
                  if (!position.isResumable() || resumptions == MAX_RESUMPTIONS) {
                    return Flux.error(
                        new McpFailure(Kind.CUT, "The stream ended without an answer"));
                  }
                  var again = new Outgoing("GET", NOTHING, timeout);
                  return Mono.delay(position.pauseBeforeResuming())
                      .thenMany(follow(again, position, answered, resumptions + 1));
                }))
        .onErrorComplete(error -> answered.isDone());
  }

  /** Whatever goes wrong on a resumed stream, the request itself had been sent. */
  private static McpFailure ofSentRequest(McpFailure failure, int resumptions) {
    return resumptions == 0 || failure.kind() == Kind.UNUSABLE
        ? failure
        : new McpFailure(Kind.CUT, failure.reason(), failure.code());
  }

  /** A stream that never opened is not offered; one that broke is opened again. */
  private static Flux<JsonNode> afterFailure(McpFailure failure, StreamPosition position) {
    return switch (failure.kind()) {
      case UNREACHABLE -> Flux.error(failure);
      case SESSION_GONE, REFUSED -> position.wasOpened() ? Flux.error(failure) : Flux.empty();
      case CUT, TIMED_OUT, UNUSABLE, REMOTE_ERROR -> Flux.empty();
    };
  }

  private StreamPosition ofAnswer() {
    return StreamPosition.ofAnswer(MAX_ANSWER_BYTES, retryDelay);
  }

  private Flux<JsonNode> open(Outgoing outgoing, StreamPosition position) {
    return open(outgoing, position, MAX_REDIRECTS, true);
  }

  private Flux<JsonNode> open(
      Outgoing outgoing, StreamPosition position, int redirects, boolean mayRenew) {
    return credentials
        .header()
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMapMany(
            header ->
                http.exchange(
                        request(outgoing, position, header),
                        (head, body) -> read(head, body, position))
                    .concatMap(
                        part ->
                            switch (part) {
                              case Part.Message(JsonNode message) -> Flux.just(message);
                              case Part.Moved(URI to) -> {
                                if (redirects == 0) {
                                  yield Flux.error(
                                      new McpFailure(Kind.REFUSED, "It redirects in circles"));
                                }
                                endpoint = to;
                                yield open(outgoing, position, redirects - 1, mayRenew);
                              }
                              case Part.Unauthorized() -> {
                                boolean renewable =
                                    mayRenew && header.filter(credentials::discard).isPresent();
                                yield renewable
                                    ? open(outgoing, position, redirects, false)
                                    : Flux.error(
                                        new McpFailure(
                                            Kind.REFUSED,
                                            "It did not accept our credentials",
                                            401));
                              }
                            }));
  }

  private Request request(Outgoing outgoing, StreamPosition position, Optional<Header> credential) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (outgoing.method().equals("POST")) {
      headers.put("Content-Type", "application/json");
      headers.put("Accept", "application/json, text/event-stream");
    } else {
      headers.put("Accept", "text/event-stream");
    }
    String session = sessionId;
    if (session != null) {
      headers.put("Mcp-Session-Id", session);
    }
    String version = protocolVersion;
    if (version != null) {
      headers.put("MCP-Protocol-Version", version);
    }
    String lastId = position.lastId();
    if (lastId != null) {
      headers.put("Last-Event-ID", lastId);
    }
    credential.ifPresent(header -> headers.put(header.name(), header.value().value()));
    return new Request(
        outgoing.method(), endpoint, headers, outgoing.message(), outgoing.silence());
  }

  private Flux<Part> read(Head head, Flux<byte[]> body, StreamPosition position) {
    if (head.isSuccess()) {
      if (sessionId == null) {
        sessionId =
            head.header("Mcp-Session-Id")
                .filter(id -> SESSION_ID.matcher(id).matches())
                .orElse(null);
      }
      return messages(head, body, position).map(Part.Message::new);
    }
    return switch (head.status()) {
      case 307, 308 -> moved(head);
      case 401 -> Flux.just(new Part.Unauthorized());
      default -> refusal(head, body);
    };
  }

  private Flux<JsonNode> messages(Head head, Flux<byte[]> body, StreamPosition position) {
    String type = head.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/event-stream")) {
      position.open();
      var decoder = new SseDecoder(MAX_MESSAGE_BYTES);
      return body.concatMapIterable(piece -> position.advance(decoder, piece))
          .concatMapIterable(StreamableHttp::parse);
    }
    return Bodies.collect(body, MAX_MESSAGE_BYTES)
        .flatMapIterable(
            bytes -> {
              if (bytes.length == 0 || head.status() == 202) {
                return List.of();
              }
              if (!type.startsWith("application/json")) {
                throw new McpFailure(Kind.UNUSABLE, "It answered with neither JSON nor events");
              }
              return parse(bytes);
            });
  }

  /** A message, or the messages of a batch, which one revision of the protocol had. */
  private static Iterable<JsonNode> parse(byte[] bytes) {
    try {
      JsonNode message = Json.parse(bytes);
      return message.isArray() ? message : List.of(message);
    } catch (MalformedJsonException e) {
      throw new McpFailure(Kind.UNUSABLE, "It sent something that is not JSON");
    }
  }

  private Flux<Part> moved(Head head) {
    URI here = endpoint;
    return head.header("Location")
        .flatMap(location -> resolve(here, location))
        .filter(there -> isSameOrigin(here, there))
        .<Flux<Part>>map(there -> Flux.just(new Part.Moved(there)))
        .orElseGet(
            () ->
                Flux.error(
                    new McpFailure(Kind.REFUSED, "It redirects to another server", head.status())));
  }

  private Flux<Part> refusal(Head head, Flux<byte[]> body) {
    boolean inSession = sessionId != null;
    return Bodies.beginning(body, MAX_REFUSAL_BYTES)
        .onErrorReturn(new byte[0])
        .flatMapMany(
            bytes -> {
              int status = head.status();
              Kind kind =
                  inSession && (status == 404 || status == 400)
                      ? Kind.SESSION_GONE
                      : status >= 500 ? Kind.CUT : Kind.REFUSED;
              return Flux.error(
                  new McpFailure(kind, "It answered with HTTP " + status + told(bytes), status));
            });
  }

  /** The message of the JSON-RPC error in a refusal's body, if there is one. */
  private String told(byte[] body) {
    try {
      String message = Json.parse(body).path("error").path("message").asText();
      return message.isEmpty()
          ? ""
          : " (" + Untrusted.line(credentials.conceal(message), 200) + ")";
    } catch (MalformedJsonException e) {
      return "";
    }
  }

  private static Optional<URI> resolve(URI base, String location) {
    try {
      return Optional.of(base.resolve(location));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort()
        && other.getRawUserInfo() == null;
  }

  /** What an answer's body comes to. */
  private sealed interface Part {
    record Message(JsonNode message) implements Part {}

    record Moved(URI to) implements Part {}

    record Unauthorized() implements Part {}
  }

  private record Outgoing(String method, String message, @Nullable Duration silence) {}
}
