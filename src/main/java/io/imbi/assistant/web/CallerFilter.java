package io.imbi.assistant.web;

import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Refusal;
import io.imbi.assistant.identity.UserCaller;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.management.endpoint.EndpointSensitivityProcessor;
import io.micronaut.management.endpoint.EndpointsFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Named;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * Finds out who is calling, for the routes whose methods take a {@link Caller} or a {@link
 * UserCaller}, before anything of the request's body is read. Management endpoints that count as
 * sensitive are for administrators; the filter that this one replaces lets nobody in.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Replaces(EndpointsFilter.class)
final class CallerFilter {

  private final Authenticator authenticator;
  private final ExecutorService blocking;
  private final EndpointSensitivityProcessor management;

  CallerFilter(
      Authenticator authenticator,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking,
      EndpointSensitivityProcessor management) {
    this.authenticator = authenticator;
    this.blocking = blocking;
    this.management = management;
  }

  /**
   * Lets the request on, or refuses it with an exception.
   *
   * @return the request itself: a future without a value would end the request with no response
   */
  @RequestFilter
  CompletableFuture<HttpRequest<?>> authenticate(HttpRequest<?> request) {
    Demand demand = demandOf(request);
    if (demand == Demand.NOBODY) {
      return CompletableFuture.completedFuture(request);
    }
    BearerToken token =
        BearerToken.ofHeaders(request.getHeaders().getAll(HttpHeaders.AUTHORIZATION))
            .orElseThrow(() -> Problems.unauthorized(Refusal.NOT_AUTHENTICATED));
    return authenticator.mayBlock()
        ? CompletableFuture.supplyAsync(() -> admit(request, token, demand), blocking)
        : CompletableFuture.completedFuture(admit(request, token, demand));
  }

  private HttpRequest<?> admit(HttpRequest<?> request, BearerToken token, Demand demand) {
    return switch (authenticator.authenticate(token)) {
      case Authentication.Refused(String detail) -> throw Problems.unauthorized(detail);
      case Authentication.Unavailable() -> throw Problems.identityUnavailable();
      case Authentication.Authenticated(Caller caller) -> {
        if (demand == Demand.USER && caller.asUser().isEmpty()) {
          throw Problems.userRequired();
        }
        if (demand == Demand.ADMINISTRATOR && !caller.permissions().administrator()) {
          throw Problems.administratorRequired();
        }
        CallerBinder.admit(request, caller);
        yield request;
      }
    };
  }

  private enum Demand {
    NOBODY,
    ANYBODY,
    USER,
    ADMINISTRATOR
  }

  private Demand demandOf(HttpRequest<?> request) {
    if (RouteAttributes.getRouteInfo(request).orElse(null)
        instanceof MethodBasedRouteInfo<?, ?> route) {
      boolean sensitive =
          management
              .getEndpointMethods()
              .getOrDefault(route.getTargetMethod().getExecutableMethod(), false);
      if (sensitive) {
        return Demand.ADMINISTRATOR;
      }
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
}
