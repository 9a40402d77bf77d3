package io.imbi.assistant.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueSettingsTest {

  @Test
  void defaults() {
    assertThat(settings(Map.of()))
        .isEqualTo(
            new QueueSettings(
                16,
                4,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofDays(7)));
  }

  @Test
  void everySettingIsReadUnderItsName() {
    assertThat(
            settings(
                Map.of(
                    "imbi.queue.concurrency", "3",
                    "imbi.queue.model-calls", "2",
                    "imbi.queue.lease", "45s",
                    "imbi.queue.poll-interval", "250ms",
                    "imbi.queue.shutdown-grace", "1m",
                    "imbi.queue.retention", "2d")))
        .isEqualTo(
            new QueueSettings(
                3,
                2,
                Duration.ofSeconds(45),
                Duration.ofMillis(250),
                Duration.ofMinutes(1),
                Duration.ofDays(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "imbi.queue.concurrency, IMBI_QUEUE_CONCURRENCY, 0",
    "imbi.queue.concurrency, IMBI_QUEUE_CONCURRENCY, 1001",
    "imbi.queue.model-calls, IMBI_QUEUE_MODEL_CALLS, 0",
    "imbi.queue.lease, IMBI_QUEUE_LEASE, 999ms",
    "imbi.queue.poll-interval, IMBI_QUEUE_POLL_INTERVAL, 1ms",
    "imbi.queue.shutdown-grace, IMBI_QUEUE_SHUTDOWN_GRACE, -1s",
    "imbi.queue.retention, IMBI_QUEUE_RETENTION, 23h",
  })
  void aWrongValueNamesItsVariable(String property, String variable, String value) {
    assertThatThrownBy(() -> settings(Map.of(property, value)))
        .rootCause()
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(variable + ": must be ");
  }

  private static QueueSettings settings(Map<String, Object> properties) {
    try (var context = ApplicationContext.builder("nodatabase").properties(properties).start()) {
      return context.getBean(QueueSettings.class);
    }
  }
}
