package io.imbi.assistant.http;

import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words every error as {@code {"detail": …}}, and says with a 401 what would be accepted. What an
 * exception says is passed on only where it was written for the caller; the framework's own words
 * name classes and methods.
 */
@Singleton
final class DetailErrors implements ErrorResponseProcessor<ErrorJson> {

  /** SQLSTATE: connection exceptions, and a server that shuts down, crashed or is starting. */
  private static final Pattern CONNECTION_LOST = Pattern.compile("08...|57P0[123]");

  @Override
  public MutableHttpResponse<ErrorJson> processResponse(
      ErrorContext errorContext, MutableHttpResponse<?> baseResponse) {
    if (baseResponse.code() == HttpStatus.UNAUTHORIZED.getCode()) {
      baseResponse.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (errorContext.getRequest().getMethod() == HttpMethod.HEAD) {
      return baseResponse.body(null);
    }
    String detail =
        switch (errorContext.getRootCause().orElse(null)) {
          case HttpStatusException e when e.getClass() == HttpStatusException.class ->
              e.getMessage() == null ? reason(baseResponse) : e.getMessage();
          case UnsatisfiedRouteException e -> e.getArgument().getName() + " is missing";
          case ConversionErrorException e -> e.getArgument().getName() + " is not valid";
          case Throwable e when isDatabaseAway(e) -> {
            baseResponse.status(HttpStatus.SERVICE_UNAVAILABLE);
            yield "The database cannot be reached at the moment. Try again.";
          }
          case null, default -> reason(baseResponse);
        };
    return baseResponse.body(new ErrorJson(detail)).contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  /** Whether there was no connection, or it broke: what was asked for may well work later. */
  private static boolean isDatabaseAway(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof SQLTransientConnectionException
                    || (cause instanceof SQLException sql
                        && sql.getSQLState() != null
                        && CONNECTION_LOST.matcher(sql.getSQLState()).matches()));
  }

  private static String reason(MutableHttpResponse<?> response) {
    try {
      return HttpStatus.valueOf(response.code()).getReason();
    } catch (IllegalArgumentException _) {
      return "Error";
    }
  }
}
