package io.imbi.assistant.model.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.imbi.assistant.json.Json;
import io.imbi.assistant.json.MalformedJsonException;
import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelException.Kind;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request that was not answered.
 *
 * @param detail what happened, fit for the log: never a key or content
 * @param namesThinking whether it was refused for the thinking blocks in its history
 */
record Failure(
    Kind kind, String detail, Repeat repeat, boolean namesThinking, @Nullable Throwable cause) {

  private static final int MAX_DETAIL_CHARS = 600;

  /** A refusal with a status, before any of the answer. */
  static Failure ofStatus(
      int status, Function<String, @Nullable String> headers, byte[] body, Instant now) {
    JsonNode error = errorOf(body);
    String type = error.path("type").asText("no error type");
    String message = error.path("message").asText("");
    String requestId = headers.apply("request-id");
    return new Failure(
        kindOf(status, message),
        detail(status + " " + type + ": " + message + requestId(requestId)),
        repeatOf(status, headers, now),
        status == 400 && message.contains("thinking"),
        null);
  }

  /** An {@code error} event in a stream that began with 200. */
  static Failure ofEvent(String type, String message) {
    int status = statusOf(type);
    return new Failure(
        kindOf(status, message),
        detail(type + " in the stream: " + message),
        isPassing(status) ? Repeat.Soon.ALWAYS : new Repeat.Never(),
        false,
        null);
  }

  /** An answer that breaks the protocol or a limit. */
  static Failure invalid(String problem, @Nullable Throwable cause) {
    return new Failure(Kind.INVALID_ANSWER, detail(problem), new Repeat.Never(), false, cause);
  }

  static Failure timedOut() {
    return new Failure(Kind.TIMED_OUT, "The deadline has passed", new Repeat.Never(), false, null);
  }

  /** A stream that ended although its answer had not. */
  static Failure cut(boolean begun, @Nullable Throwable cause) {
    return new Failure(
        begun ? Kind.CUT : Kind.UNAVAILABLE,
        cause == null ? "The stream ended before the answer did" : describe(cause),
        Repeat.Soon.ALWAYS,
        false,
        cause);
  }

  /**
   * Whatever a client threw.
   *
   * @param begun whether the answer had begun
   */
  static Failure of(Throwable error, boolean begun, Instant now) {
    return switch (error) {
      case FailedException failed -> failed.failure();
      case ReadTimeoutException silence -> stalled(silence);
      case io.micronaut.http.client.exceptions.ReadTimeoutException silence -> stalled(silence);
      case HttpClientResponseException refused ->
          ofStatus(
              refused.getResponse().code(),
              name -> refused.getResponse().getHeaders().get(name),
              refused.getResponse().getBody(byte[].class).orElseGet(() -> new byte[0]),
              now);
      default -> cut(begun, error);
    };
  }

  ModelException toException() {
    return new ModelException(kind, detail, cause);
  }

  private static Failure stalled(Throwable silence) {
    return new Failure(
        Kind.STALLED, "Nothing came for too long", new Repeat.Never(), false, silence);
  }

  private static Kind kindOf(int status, String message) {
    return switch (status) {
      case 400 -> kindOfInvalidRequest(message.toLowerCase(Locale.ROOT));
      case 401, 403 -> Kind.REFUSED_CREDENTIALS;
      case 402 -> Kind.BILLING;
      case 404 -> message.contains("model") ? Kind.UNKNOWN_MODEL : Kind.REJECTED;
      case 408, 409 -> Kind.UNAVAILABLE;
      case 413 -> Kind.REQUEST_TOO_LARGE;
      case 429 -> Kind.RATE_LIMITED;
      case 529 -> Kind.OVERLOADED;
      default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REJECTED;
    };
  }

  private static Kind kindOfInvalidRequest(String message) {
    if (message.contains("prompt is too long") || message.contains("exceed context limit")) {
      return Kind.CONTEXT_WINDOW_EXCEEDED;
    }
    return message.contains("credit balance") ? Kind.BILLING : Kind.REJECTED;
  }

  private static int statusOf(String errorType) {
    return switch (errorType) {
      case "invalid_request_error" -> 400;
      case "authentication_error" -> 401;
      case "billing_error" -> 402;
      case "permission_error" -> 403;
      case "not_found_error" -> 404;
      case "request_too_large" -> 413;
      case "rate_limit_error" -> 429;
      case "overloaded_error" -> 529;
      default -> 500;
    };
  }

  private static boolean isPassing(int status) {
    return status == 408 || status == 409 || status == 429 || status >= 500;
  }

  private static Repeat repeatOf(
      int status, Function<String, @Nullable String> headers, Instant now) {
    String advice = headers.apply("x-should-retry");
    if ("false".equals(advice) || (!isPassing(status) && !"true".equals(advice))) {
      return new Repeat.Never();
    }
    Duration wait = retryAfter(headers, now);
    if (wait != null) {
      return new Repeat.After(wait);
    }
    // A 429 that names no time can be a spending limit, which does not pass by itself.
    return status == 429 ? new Repeat.Soon(1) : Repeat.Soon.ALWAYS;
  }

  private static @Nullable Duration retryAfter(
      Function<String, @Nullable String> headers, Instant now) {
    Duration millis = number(headers.apply("retry-after-ms"), 1);
    if (millis != null) {
      return millis;
    }
    String header = headers.apply("retry-after");
    Duration seconds = number(header, 1000);
    if (seconds != null || header == null) {
      return seconds;
    }
    try {
      Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable Duration number(@Nullable String header, long unitMillis) {
    if (header == null) {
      return null;
    }
    try {
      double value = Double.parseDouble(header.strip());
      return value >= 0 ? Duration.ofMillis(Math.round(value * unitMillis)) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static JsonNode errorOf(byte[] body) {
    try {
      return Json.parse(body).path("error");
    } catch (MalformedJsonException e) {
      // A gateway's page says nothing that the status does not.
      return Json.object();
    }
  }

  private static String requestId(@Nullable String id) {
    return id == null ? "" : " (request " + id + ")";
  }

  private static String describe(Throwable error) {
    return detail(error.getClass().getSimpleName() + ": " + error.getMessage());
  }

  /** One line, not too long for the log. */
  static String detail(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_DETAIL_CHARS ? line : line.substring(0, MAX_DETAIL_CHARS) + "…";
  }
}
