package io.imbi.assistant.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers HTTP requests: finds the route, knows the caller, and runs one request at a time. */
final class Endpoint implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

  private static final int MAX_BODY_BYTES = 1024 * 1024;
  private static final String SCHEME = "bearer ";

  private final List<Route> routes;
  private final Function<BearerToken, Authentication> authenticate;
  private final ReentrantLock company = new ReentrantLock();

  Endpoint(List<Route> routes, Function<BearerToken, Authentication> authenticate) {
    this.routes =
        routes.stream()
            .sorted(Comparator.comparingInt((Route route) -> route.path().placeholders()))
            .toList();
    this.authenticate = authenticate;
  }

  /** A route that fits a request, and what stands in the path's placeholders. */
  private record Match(Route route, Map<String, String> parameters) {}

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = answer(exchange);
      } catch (ApiError e) {
        reply = Reply.error(e.status(), e.detail());
      } catch (RuntimeException e) {
        LOG.error("The sandbox failed", e);
        reply = Reply.error(500, "Internal Server Error");
      }
      write(exchange, reply);
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    List<Match> matches =
        routes.stream()
            .flatMap(
                route ->
                    route
                        .path()
                        .match(exchange.getRequestURI().getRawPath())
                        .map(parameters -> new Match(route, parameters))
                        .stream())
            .toList();
    if (matches.isEmpty()) {
      return Reply.error(404, "Not Found");
    }
    for (Match match : matches) {
      if (match.route().method().equals(exchange.getRequestMethod())) {
        return switch (match.route()) {
          case Route.Open open -> open.handler().get();
          case Route.Guarded guarded -> answer(exchange, guarded, match.parameters());
        };
      }
    }
    exchange
        .getResponseHeaders()
        .set(
            "Allow",
            matches.stream()
                .map(match -> match.route().method())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", ")));
    return Reply.error(405, "Method Not Allowed");
  }

  private Reply answer(HttpExchange exchange, Route.Guarded route, Map<String, String> parameters)
      throws IOException {
    return switch (authenticate(exchange.getRequestHeaders().getFirst("Authorization"))) {
      case Authentication.Refused(String detail) -> {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        yield Reply.error(401, detail);
      }
      case Authentication.Unavailable() ->
          Reply.error(503, "Who is calling could not be checked; try again");
      case Authentication.Authenticated(Caller caller) -> {
        if (!caller.permissions().allow(route.permissions())) {
          yield Reply.error(
              403, "Permission denied: requires " + String.join(", ", route.permissions()));
        }
        byte[] body = body(exchange.getRequestBody());
        if (body.length > MAX_BODY_BYTES) {
          yield Reply.error(413, "Request body is larger than " + MAX_BODY_BYTES + " bytes");
        }
        Query query = Query.parse(exchange.getRequestURI().getRawQuery());
        company.lock();
        try {
          yield route.handler().handle(new Request(caller, parameters, query, body));
        } finally {
          company.unlock();
        }
      }
    };
  }

  private Authentication authenticate(@Nullable String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return new Authentication.Refused("Not authenticated");
    }
    return authenticate.apply(new BearerToken(header.substring(SCHEME.length()).strip()));
  }

  /** At most one byte more than is allowed. */
  private static byte[] body(InputStream in) throws IOException {
    return in.readNBytes(MAX_BODY_BYTES + 1);
  }

  private static void write(HttpExchange exchange, Reply reply) throws IOException {
    if (reply.body().isEmpty()) {
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    byte[] body = Json.writeBytes(reply.body().get());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }
}
