package io.imbi.assistant.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.tool.mcp.GuardedHttp.Request;
import io.imbi.assistant.tool.mcp.McpFailure.Kind;
import io.imbi.assistant.tool.mcp.McpServer.Auth.OAuthClientCredentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The access token for one server, fetched with the client credentials grant, kept, and renewed
 * before it expires. Whoever needs a token while one is being fetched waits for that one.
 */
final class OAuthTokens implements Credentials {

  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration RENEW_BEFORE_EXPIRY = Duration.ofSeconds(60);

  /** After a renewal failed, the token that is still good is used at least this long. */
  private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(10);

  private static final long LONGEST_LIFE_SECONDS = Duration.ofDays(3650).toSeconds();

  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16384}");
  private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z0-9_-]{1,60}");

  /** Refusals after which it may help to name ourselves in the other way. */
  private static final Set<String> CLIENT_NOT_UNDERSTOOD =
      Set.of("invalid_client", "invalid_request", "unauthorized_client");

  private final GuardedHttp http;
  private final OAuthClientCredentials client;
  private final Clock clock;

  private @Nullable Token current;
  private @Nullable CompletableFuture<Token> underWay;
  private ClientAuthentication authentication = ClientAuthentication.BASIC;

  OAuthTokens(GuardedHttp http, OAuthClientCredentials client, Clock clock) {
    this.http = http;
    this.client = client;
    this.clock = clock;
  }

  @Override
  public Mono<Header> header() {
    // Whoever gives up waiting cancels a future of their own, not the fetch.
    return Mono.fromFuture(() -> token().thenApply(Token::header));
  }

  @Override
  public synchronized boolean discard(Header refused) {
    if (current != null && current.header().equals(refused)) {
      current = null;
    }
    return true;
  }

  @Override
  public String conceal(String text) {
    Token token;
    synchronized (this) {
      token = current;
    }
    String concealed = Credentials.conceal(text, client.clientSecret());
    return token == null ? concealed : Credentials.conceal(concealed, token.header().value());
  }

  private CompletableFuture<Token> token() {
    var fetch = new CompletableFuture<Token>();
    ClientAuthentication as;
    Instant now = clock.instant();
    synchronized (this) {
      if (current != null && now.isBefore(current.renewAt())) {
        return CompletableFuture.completedFuture(current);
      }
      if (underWay != null) {
        return underWay;
      }
      underWay = fetch;
      as = authentication;
    }
    fetch(as, now)
        .timeout(TIMEOUT)
        .subscribe(token -> settle(fetch, token), error -> settle(fetch, failure(error)));
    return fetch;
  }

  private void settle(CompletableFuture<Token> fetch, Token token) {
    synchronized (this) {
      current = token;
      underWay = null;
    }
    fetch.complete(token);
  }

  private void settle(CompletableFuture<Token> fetch, McpFailure failure) {
    Token stillGood;
    synchronized (this) {
      stillGood = current == null ? null : current.afterFailedRenewal(clock.instant());
      current = stillGood;
      underWay = null;
    }
    if (stillGood == null) {
      fetch.completeExceptionally(failure);
    } else {
      fetch.complete(stillGood);
    }
  }

  /** Names ourselves the way that worked last, and if that is not understood, in the other way. */
  private Mono<Token> fetch(ClientAuthentication as, Instant asked) {
    return request(as)
        .flatMap(
            answer -> {
              if (!answer.clientNotUnderstood()) {
                return Mono.just(answer.token(asked));
              }
              ClientAuthentication other = as.other();
              return request(other)
                  .map(
                      second -> {
                        Token token = second.token(asked);
                        remember(other);
                        return token;
                      });
            });
  }

  private synchronized void remember(ClientAuthentication worked) {
    authentication = worked;
  }

  private Mono<Answer> request(ClientAuthentication as) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    headers.put("Accept", "application/json");
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    if (client.scope() != null) {
      form.put("scope", client.scope());
    }
    switch (as) {
      case BASIC -> headers.put("Authorization", basic());
      case POST -> {
        form.put("client_id", client.clientId());
        form.put("client_secret", client.clientSecret().value());
      }
    }
    String body =
        form.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return http.exchange(
            new Request("POST", client.tokenUrl(), headers, body, TIMEOUT),
            (head, bytes) ->
                Bodies.collect(bytes, MAX_ANSWER_BYTES).map(text -> Answer.of(head.status(), text)))
        .single();
  }

  /** RFC 6749, section 2.3.1: both parts are form-encoded first. */
  private String basic() {
    String pair = encoded(client.clientId()) + ":" + encoded(client.clientSecret().value());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static McpFailure failure(Throwable error) {
    String reason =
        switch (error) {
          case McpFailure failure -> failure.reason();
          case TimeoutException late -> "it did not answer in time";
          default -> "it gave no answer";
        };
    return new McpFailure(Kind.UNREACHABLE, "No access token from the token endpoint: " + reason);
  }

  private enum ClientAuthentication {
    /** In the Authorization header. */
    BASIC,
    /** In the form. */
    POST;

    ClientAuthentication other() {
      return this == BASIC ? POST : BASIC;
    }
  }

  /** What the token endpoint said. It may repeat what we sent, so little of it is ever shown. */
  private record Answer(int status, @Nullable JsonNode body) {

    static Answer of(int status, byte[] body) {
      try {
        return new Answer(status, Json.parse(body));
      } catch (MalformedJsonException e) {
        return new Answer(status, null);
      }
    }

    boolean clientNotUnderstood() {
      return status == 401 || (status == 400 && CLIENT_NOT_UNDERSTOOD.contains(error()));
    }

    Token token(Instant asked) {
      if (status != 200 || body == null) {
        String code = ERROR_CODE.matcher(error()).matches() ? " (" + error() + ")" : "";
        throw new McpFailure(Kind.REFUSED, "it answered with HTTP " + status + code, status);
      }
      String token = body.path("access_token").asText();
      if (!TOKEN.matcher(token).matches()) {
        throw new McpFailure(Kind.UNUSABLE, "its answer has no usable access_token");
      }
      if (body.hasNonNull("token_type")
          && !body.get("token_type").asText().equalsIgnoreCase("bearer")) {
        throw new McpFailure(Kind.UNUSABLE, "its token is not a bearer token");
      }
      return Token.of(token, asked, lifeSeconds());
    }

    private String error() {
      return body == null ? "" : body.path("error").asText();
    }

    /** Null if the token lives until it is refused. Some servers send the number as text. */
    private @Nullable Long lifeSeconds() {
      if (body == null || !body.hasNonNull("expires_in")) {
        return null;
      }
      long seconds = body.get("expires_in").asLong();
      return Math.clamp(seconds, 0, LONGEST_LIFE_SECONDS);
    }
  }

  /**
   * @param renewAt from when on it is renewed before it is used
   */
  private record Token(Header header, Instant expiry, Instant renewAt) {

    static Token of(String token, Instant asked, @Nullable Long lifeSeconds) {
      var header = new Header("Authorization", new Secret("Bearer " + token));
      if (lifeSeconds == null) {
        return new Token(header, Instant.MAX, Instant.MAX);
      }
      Instant expiry = asked.plusSeconds(lifeSeconds);
      Instant halfway = asked.plus(Duration.ofSeconds(lifeSeconds).dividedBy(2));
      Instant early = expiry.minus(RENEW_BEFORE_EXPIRY);
      return new Token(header, expiry, halfway.isAfter(early) ? halfway : early);
    }

    @Nullable Token afterFailedRenewal(Instant now) {
      if (!now.isBefore(expiry)) {
        return null;
      }
      Instant again = now.plus(RENEWAL_PAUSE);
      return new Token(header, expiry, again.isBefore(expiry) ? again : expiry);
    }
  }
}
