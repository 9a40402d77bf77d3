package io.imbi.assistant.desk.web;

import io.imbi.assistant.delegation.Delegate;
import io.imbi.assistant.delegation.Delegates;
import io.imbi.assistant.delegation.DeskSettings;
import io.imbi.assistant.delegation.Login;
import io.imbi.assistant.identity.Authentication;
import io.imbi.assistant.identity.Authenticator;
import io.imbi.assistant.identity.BearerToken;
import io.imbi.assistant.identity.Refusal;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Named;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * Finds out who is calling, for the routes whose methods take a {@link Delegate}, before anything
 * of the request's body is read.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class DeskFilter {

  private final Authenticator authenticator;
  private final Delegates delegates;
  private final DeskSettings settings;
  private final LocalVisitors visitors;
  private final ExecutorService blocking;

  DeskFilter(
      Authenticator authenticator,
      Delegates delegates,
      DeskSettings settings,
      LocalVisitors visitors,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.authenticator = authenticator;
    this.delegates = delegates;
    this.settings = settings;
    this.visitors = visitors;
    this.blocking = blocking;
  }

  /**
   * Lets the request on, or refuses it with an exception.
   *
   * @return the request itself: a future without a value would end the request with no response
   */
  @RequestFilter
  CompletableFuture<HttpRequest<?>> authenticate(HttpRequest<?> request) {
    if (!(RouteAttributes.getRouteInfo(request).orElse(null)
            instanceof MethodBasedRouteInfo<?, ?> route)
        || !takesDelegate(route.getTargetMethod().getArguments())) {
      return CompletableFuture.completedFuture(request);
    }
    boolean administrative = route.getTargetMethod().hasAnnotation(Administrative.class);
    List<String> credentials = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
    if (credentials.isEmpty()) {
      return admitted(request, visitors.admit(request), administrative);
    }
    BearerToken token =
        BearerToken.ofHeaders(credentials)
            .orElseThrow(() -> Problems.unauthorized(Refusal.NOT_AUTHENTICATED));
    if (settings.isOperator(token.value())) {
      return admitted(request, delegates.operator(), administrative);
    }
    return authenticator.mayBlock()
        ? CompletableFuture.supplyAsync(() -> authenticate(token), blocking)
            .thenCompose(delegate -> admitted(request, delegate, administrative))
        : admitted(request, authenticate(token), administrative);
  }

  private static boolean takesDelegate(Argument<?>[] arguments) {
    for (Argument<?> argument : arguments) {
      if (argument.getType() == Delegate.class) {
        return true;
      }
    }
    return false;
  }

  private Delegate authenticate(BearerToken token) {
    return switch (authenticator.authenticate(token)) {
      case Authentication.Refused(String detail) -> throw Problems.unauthorized(detail);
      case Authentication.Unavailable() -> throw Problems.identityUnavailable();
      case Authentication.Authenticated(var caller) -> new Delegate(caller, Login.TOKEN);
    };
  }

  private static CompletableFuture<HttpRequest<?>> admitted(
      HttpRequest<?> request, Delegate delegate, boolean administrative) {
    if (administrative && !delegate.administrator()) {
      throw Problems.forbidden("This endpoint is for administrators only");
    }
    DelegateBinder.admit(request, delegate);
    return CompletableFuture.completedFuture(request);
  }
}
