package io.imbi.assistant.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

  @Test
  void theTextsOrderIsTheTimesOrder() {
    assertThat(IsoTime.write(Instant.parse("2026-03-01T10:00:00Z")))
        .isEqualTo("2026-03-01T10:00:00.000000+00:00")
        .isLessThan(IsoTime.write(Instant.parse("2026-03-01T10:00:00.5Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T10:00:00+00:00, 2026-03-01T10:00:00Z",
    "2026-03-01T10:00:00.123456+00:00, 2026-03-01T10:00:00.123456Z",
    "2026-03-01T10:00:00.123Z, 2026-03-01T10:00:00.123Z",
    "2026-03-01T12:00:00+02:00, 2026-03-01T10:00:00Z",
    "2026-03-01T10:00:00+00, 2026-03-01T10:00:00Z",
    "2026-03-01T10:00:00.123456789Z, 2026-03-01T10:00:00.123456Z",
    "2026-03-01T10:00:00, 2026-03-01T10:00:00Z",
    "2026-03-01 10:00:00+00:00, 2026-03-01T10:00:00Z"
  })
  void timesAreReadHoweverTheyWereWritten(String text, Instant time) {
    assertThat(IsoTime.read(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-13-01T10:00:00Z", "1772359200"})
  void otherTextIsNoTime(String text) {
    assertThat(IsoTime.read(text)).isEmpty();
  }
}
