package io.imbi.assistant.model.langchain4j;

import io.imbi.assistant.model.ModelException;
import io.imbi.assistant.model.ModelException.Kind;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a provider gave no answer.
 *
 * @param detail what it said, for the log
 * @param retryAfter when it may be asked again, if it said so
 */
record Failure(Kind kind, String detail, Optional<Duration> retryAfter) {

  private static final int MAX_DETAIL_CHARS = 2000;

  static Failure of(Kind kind, String detail) {
    return new Failure(kind, detail, Optional.empty());
  }

  /** A refusal by HTTP status, told more exactly by the body where that is known to help. */
  static Failure ofStatus(int status, String body, HttpHeaders headers) {
    Kind kind =
        switch (status) {
          case 401, 403 -> Kind.REFUSED_CREDENTIALS;
          case 402 -> Kind.BILLING;
          case 404 -> says(body, "model") ? Kind.UNKNOWN_MODEL : Kind.REJECTED;
          case 413 -> Kind.REQUEST_TOO_LARGE;
          case 429 -> says(body, "insufficient_quota") ? Kind.BILLING : Kind.RATE_LIMITED;
          case 503, 529 -> Kind.OVERLOADED;
          case 408, 409 -> Kind.UNAVAILABLE;
          default -> {
            if (status >= 500) {
              yield Kind.UNAVAILABLE;
            }
            yield isContextExceeded(body) ? Kind.CONTEXT_WINDOW_EXCEEDED : Kind.REJECTED;
          }
        };
    return new Failure(kind, "HTTP " + status + ": " + body, retryAfter(headers));
  }

  /** An error that came in place of the answer's next piece. */
  static Failure ofEvent(String error) {
    Kind kind;
    if (isContextExceeded(error)) {
      kind = Kind.CONTEXT_WINDOW_EXCEEDED;
    } else if (says(error, "rate_limit", "rate limit")) {
      kind = Kind.RATE_LIMITED;
    } else if (says(error, "overloaded")) {
      kind = Kind.OVERLOADED;
    } else {
      kind = Kind.UNAVAILABLE;
    }
    return of(kind, "Error in the stream: " + error);
  }

  /** Whether the same request may well succeed a moment later. */
  boolean isPassing() {
    return switch (kind) {
      case RATE_LIMITED, OVERLOADED, UNAVAILABLE, CUT -> true;
      case STALLED,
          TIMED_OUT,
          REFUSED_CREDENTIALS,
          BILLING,
          UNKNOWN_MODEL,
          CONTEXT_WINDOW_EXCEEDED,
          REQUEST_TOO_LARGE,
          REJECTED,
          INVALID_ANSWER ->
          false;
    };
  }

  /**
   * @param secret what must not stand in the detail; some servers repeat a wrong key
   */
  ModelException exception(String secret) {
    String shown = secret.isEmpty() ? detail : detail.replace(secret, "***");
    return new ModelException(kind, shown.substring(0, Math.min(shown.length(), MAX_DETAIL_CHARS)));
  }

  private static boolean isContextExceeded(String text) {
    return says(
        text, "context_length_exceeded", "context length", "context window", "context size");
  }

  private static boolean says(String text, String... words) {
    String lower = text.toLowerCase(Locale.ROOT);
    return Stream.of(words).anyMatch(lower::contains);
  }

  private static Optional<Duration> retryAfter(HttpHeaders headers) {
    return number(headers, "retry-after-ms")
        .map(Duration::ofMillis)
        .or(() -> number(headers, "retry-after").map(Duration::ofSeconds));
  }

  private static Optional<Long> number(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .map(String::strip)
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(Long::parseLong);
  }
}
