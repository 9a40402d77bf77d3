package io.imbi.assistant.model.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.imbi.assistant.model.ModelException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "400, REJECTED, false",
    "401, REFUSED_CREDENTIALS, false",
    "402, BILLING, false",
    "403, REFUSED_CREDENTIALS, false",
    "404, REJECTED, false",
    "408, UNAVAILABLE, true",
    "409, UNAVAILABLE, true",
    "413, REQUEST_TOO_LARGE, false",
    "302, REJECTED, false",
    "500, UNAVAILABLE, true",
    "503, UNAVAILABLE, true",
    "529, OVERLOADED, true",
  })
  void aStatusSaysWhatFailedAndWhetherItMayPass(int status, Kind kind, boolean passes) {
    Failure failure = failure(status, "{}");

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.repeat()).isEqualTo(passes ? Repeat.Soon.ALWAYS : new Repeat.Never());
  }

  @Test
  void aRateLimitWithoutATimeIsTriedOnceMore() {
    assertThat(failure(429, "{}").kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(failure(429, "{}").repeat()).isEqualTo(new Repeat.Soon(1));
  }

  @ParameterizedTest
  @CsvSource({
    "prompt is too long: 210000 tokens > 200000 maximum, CONTEXT_WINDOW_EXCEEDED",
    "input length and `max_tokens` exceed context limit: 1 + 2 > 2, CONTEXT_WINDOW_EXCEEDED",
    "Your credit balance is too low to access the API, BILLING",
    "messages: something else, REJECTED",
  })
  void anInvalidRequestIsToldApartByItsMessage(String message, Kind kind) {
    assertThat(failure(400, error("invalid_request_error", message)).kind()).isEqualTo(kind);
  }

  @Test
  void aRefusalForThinkingIsRecognised() {
    String message = "messages.1.content.0: Invalid `signature` in `thinking` block";

    assertThat(failure(400, error("invalid_request_error", message)).namesThinking()).isTrue();
    assertThat(failure(500, error("api_error", message)).namesThinking()).isFalse();
    assertThat(failure(400, error("invalid_request_error", "no")).namesThinking()).isFalse();
  }

  @Test
  void theProvidersAdviceOnRepeatingIsFollowed() {
    assertThat(failure(529, "{}", Map.of("x-should-retry", "false")).repeat())
        .isEqualTo(new Repeat.Never());
    assertThat(failure(400, "{}", Map.of("x-should-retry", "true")).repeat())
        .isEqualTo(Repeat.Soon.ALWAYS);
  }

  @ParameterizedTest
  @CsvSource({"7, 7000", "0.5, 500", "0, 0", "'Sun, 22 Nov 2026 10:00:09 GMT', 9000"})
  void theTimeToWaitIsReadInEveryForm(String header, long millis) {
    assertThat(failure(429, "{}", Map.of("retry-after", header)).repeat())
        .isEqualTo(new Repeat.After(Duration.ofMillis(millis)));
  }

  @Test
  void aTimeThatHasPassedIsNoWait() {
    Map<String, String> past = Map.of("retry-after", "Sun, 22 Nov 2026 09:00:00 GMT");

    assertThat(failure(503, "{}", past).repeat()).isEqualTo(new Repeat.After(Duration.ZERO));
  }

  @Test
  void millisecondsComeBeforeSeconds() {
    assertThat(failure(429, "{}", Map.of("retry-after-ms", "250", "retry-after", "9")).repeat())
        .isEqualTo(new Repeat.After(Duration.ofMillis(250)));
  }

  @ParameterizedTest
  @CsvSource({"soon", "-1", "NaN", "''"})
  void aTimeThatMakesNoSenseIsNone(String header) {
    assertThat(failure(503, "{}", Map.of("retry-after", header)).repeat())
        .isEqualTo(Repeat.Soon.ALWAYS);
  }

  @ParameterizedTest
  @CsvSource({
    "overloaded_error, OVERLOADED, true",
    "rate_limit_error, RATE_LIMITED, true",
    "api_error, UNAVAILABLE, true",
    "something_new, UNAVAILABLE, true",
    "invalid_request_error, REJECTED, false",
    "authentication_error, REFUSED_CREDENTIALS, false",
    "permission_error, REFUSED_CREDENTIALS, false",
    "billing_error, BILLING, false",
    "not_found_error, REJECTED, false",
    "request_too_large, REQUEST_TOO_LARGE, false",
  })
  void anErrorEventSaysTheSameAsAStatus(String type, Kind kind, boolean passes) {
    Failure failure = Failure.ofEvent(type, "m");

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.repeat()).isEqualTo(passes ? Repeat.Soon.ALWAYS : new Repeat.Never());
  }

  @Test
  void theDetailIsOneLineOfBoundedLengthWithTheRequestsId() {
    Failure failure = failure(500, error("api_error", "a\\r\\nb"), Map.of("request-id", "req_1"));
    Failure endless = failure(500, error("api_error", "x".repeat(100_000)));

    assertThat(failure.detail()).isEqualTo("500 api_error: a b (request req_1)");
    assertThat(endless.detail()).hasSizeLessThan(700);
  }

  @Test
  void aBodyThatIsNoErrorOfTheProviderIsNotRepeatedInTheDetail() {
    assertThat(failure(502, "<html>Bad gateway</html>").detail()).doesNotContain("html");
    assertThat(failure(502, "").kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure(502, "[1]").kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void aBrokenConnectionIsTheNetworksFaultBeforeTheAnswerAndACutWithinIt() {
    assertThat(Failure.of(new IOException("reset"), false, NOW).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(Failure.of(new IOException("reset"), true, NOW).kind()).isEqualTo(Kind.CUT);
  }

  private static Failure failure(int status, String body) {
    return failure(status, body, Map.of());
  }

  private static Failure failure(int status, String body, Map<String, String> headers) {
    return Failure.ofStatus(status, headers::get, body.getBytes(StandardCharsets.UTF_8), NOW);
  }

  private static String error(String type, String message) {
    return "{\"type\":\"error\",\"error\":{\"type\":\""
        + type
        + "\",\"message\":\""
        + message
        + "\"}}";
  }
}
