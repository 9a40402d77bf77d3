package io.imbi.assistant.web;

import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Refusal;
import io.imbi.assistant.identity.UserCaller;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is calling, for the routes whose methods take a {@link Caller} or a {@link
 * UserCaller}, before anything of the request's body is read.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class CallerFilter {

  private static final String SCHEME = "bearer ";

  private final Authenticator authenticator;
  private final ExecutorService blocking;

  CallerFilter(
      Authenticator authenticator, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.authenticator = authenticator;
    this.blocking = blocking;
  }

  /** Answers in the caller's stead if there is none who may call; otherwise lets the call on. */
  @RequestFilter
  @Nullable CompletableFuture<@Nullable HttpResponse<?>> authenticate(HttpRequest<?> request) {
    Demand demand = demandOf(request);
    if (demand == Demand.NOBODY) {
      return null;
    }
    Optional<BearerToken> token = tokenOf(request);
    if (token.isEmpty()) {
      return CompletableFuture.completedFuture(Problems.unauthorized(Refusal.NOT_AUTHENTICATED));
    }
    return authenticator.mayBlock()
        ? CompletableFuture.supplyAsync(() -> admit(request, token.get(), demand), blocking)
        : CompletableFuture.completedFuture(admit(request, token.get(), demand));
  }

  private @Nullable HttpResponse<?> admit(
      HttpRequest<?> request, BearerToken token, Demand demand) {
    return switch (authenticator.authenticate(token)) {
      case Authentication.Refused(String detail) -> Problems.unauthorized(detail);
      case Authentication.Unavailable() -> Problems.identityUnavailable();
      case Authentication.Authenticated(Caller caller) -> {
        if (demand == Demand.USER && caller.asUser().isEmpty()) {
          yield Problems.userRequired();
        }
        CallerBinder.admit(request, caller);
        yield null;
      }
    };
  }

  private enum Demand {
    NOBODY,
    ANYBODY,
    USER
  }

  private static Demand demandOf(HttpRequest<?> request) {
    if (RouteAttributes.getRouteInfo(request).orElse(null)
        instanceof MethodBasedRouteInfo<?, ?> route) {
      for (Argument<?> argument : route.getTargetMethod().getArguments()) {
        if (argument.getType() == UserCaller.class) {
          return Demand.USER;
        }
        if (argument.getType() == Caller.class) {
          return Demand.ANYBODY;
        }
      }
    }
    return Demand.NOBODY;
  }

  /** The token of the only {@code Authorization} header; several would be somebody's trick. */
  private static Optional<BearerToken> tokenOf(HttpRequest<?> request) {
    List<String> credentials = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
    if (credentials.size() != 1) {
      return Optional.empty();
    }
    String credential = credentials.getFirst();
    if (!credential.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Optional.empty();
    }
    String token = credential.substring(SCHEME.length()).strip();
    return token.isEmpty() ? Optional.empty() : Optional.of(new BearerToken(token));
  }
}
